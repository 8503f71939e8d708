-- The PostgreSQL image runs this when it creates the database. It creates an ordinary role that owns only the database of
-- that name. Servers use this role. The superuser's password is random and is not stored.

DO $$
BEGIN
  EXECUTE format('CREATE ROLE latchkey LOGIN PASSWORD %L', trim(trailing E'\n' FROM pg_read_file('/run/secrets/db-password')));
END
$$;

CREATE DATABASE latchkey OWNER latchkey;
