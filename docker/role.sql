-- Run by the image of PostgreSQL when it makes the database: an ordinary role, which owns the database of that name and
-- nothing else. What a server can do ends there: the superuser has a password that nobody knows.

DO $$
BEGIN
  EXECUTE format('CREATE ROLE latchkey LOGIN PASSWORD %L', trim(trailing E'\n' FROM pg_read_file('/run/secrets/db-password')));
END
$$;

CREATE DATABASE latchkey OWNER latchkey;
