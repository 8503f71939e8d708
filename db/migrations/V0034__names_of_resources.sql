-- What people know an API by, for the page where users allow a client something. And requests that a client of a document
-- pushes before a user has approved it: such a client has no row.

ALTER TABLE resources
    -- Beside the URI on the page; null for the URI alone.
    ADD COLUMN name text,

    ADD CONSTRAINT resources_name_length CHECK (char_length(name) BETWEEN 1 AND 100);

ALTER TABLE pushed_requests
    -- The MAC of the request_uri says which client it was given to. Rows are forgotten after two hours.
    DROP CONSTRAINT pushed_requests_client_id_fkey;

-- Only the foreign key needed it.
DROP INDEX pushed_requests_client_id;
