-- As before, and: also where the database's clock was wrong for a while. It may have made the first partitions for a time
-- that is not yet, or that was never. So a gap around now is filled, up to the next partition that is there. What is older
-- than a day is left as it is: it may have been dropped, and is not made again.
CREATE OR REPLACE FUNCTION tokens_extend(width interval, ahead interval) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
AS $$
DECLARE
    -- A day early: an id is made by a server whose clock may be behind. No id is older than 1970. Whole hours of UTC, as
    -- all bounds: so this is never inside of what tokens_drop_ended may drop.
    lower_bound timestamptz := greatest(date_trunc('hour', now(), 'UTC') - interval '1 day', to_timestamp(0));
    upper_bound timestamptz;
    covered     timestamptz;
    partition   text;
    added       integer := 0;
BEGIN
    IF width IS NULL OR width < interval '1 hour' OR width > interval '100 days' THEN
        RAISE EXCEPTION 'a partition is between an hour and 100 days wide, not %', width;
    END IF;
    IF ahead IS NULL OR ahead > interval '31 days' THEN
        RAISE EXCEPTION 'partitions are made at most 31 days ahead, not %', ahead;
    END IF;
    PERFORM pg_advisory_xact_lock(hashtext('latchkey.tokens_extend'));
    WHILE lower_bound < now() + ahead LOOP
        SELECT to_time INTO covered FROM token_partitions WHERE from_time <= lower_bound AND to_time > lower_bound;
        IF FOUND THEN
            lower_bound := covered;
            CONTINUE;
        END IF;
        upper_bound := date_trunc('hour', lower_bound + width, 'UTC');
        SELECT least(upper_bound, min(from_time)) INTO upper_bound FROM token_partitions WHERE from_time > lower_bound;
        -- With minutes: before, hours were those of the session's time zone.
        partition := 'tokens_' || to_char(lower_bound AT TIME ZONE 'UTC', 'YYYYMMDD"t"HH24MI');
        -- Attaching an empty table locks the parent less than CREATE TABLE … PARTITION OF does.
        EXECUTE format('CREATE TABLE %I (LIKE tokens INCLUDING DEFAULTS INCLUDING CONSTRAINTS) WITH (fillfactor = 90)', partition);
        EXECUTE format('ALTER TABLE tokens ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
                       partition, uuid_from_time(lower_bound), uuid_from_time(upper_bound));
        lower_bound := upper_bound;
        added := added + 1;
    END LOOP;
    RETURN added;
END
$$;

-- pg_temp last: otherwise a caller's temporary table would stand in for ours, with the owner's rights.
DO $$
BEGIN
    EXECUTE format('ALTER FUNCTION tokens_extend(interval, interval) SET search_path = %I, pg_temp', current_schema());
END
$$;
