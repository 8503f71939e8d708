-- Web pages that may call the server from a browser (CORS), by the client that they are.

ALTER TABLE clients
    -- As browsers write the Origin header: lower case, no path, no default port. Never '*': each is named.
    ADD COLUMN origins text[] NOT NULL DEFAULT '{}',
    ADD CONSTRAINT clients_origins_syntax CHECK (
        -- No element is null or has a space in it, so that the text below has them one by one.
        string_to_array(array_to_string(origins, ' '), ' ') = origins
        AND array_to_string(origins, ' ') ~ '^([a-z][a-z0-9+.-]*://([a-z0-9._-]+|\[[0-9a-f:.]+\])(:[1-9][0-9]{0,4})?( (?=.)|$))*$'
        AND array_to_string(origins, ' ') !~ '(^| )(http://[^ ]*:80|https://[^ ]*:443)( |$)');
