-- Accounts that people sign in to. State is nullable timestamps: null means "has not happened".

CREATE TABLE users (
    id                  uuid        PRIMARY KEY,
    -- Already normalised: NFKC, lower case. What a person types is normalised before it is compared.
    username            text        NOT NULL,
    email               text,
    full_name           text,
    -- '{argon2}$argon2id$…' or an imported '{bcrypt}$2b$…'. Null: this account cannot sign in with a password.
    password_hash       text,
    scopes              text[]      NOT NULL DEFAULT '{}',
    created_at          timestamptz NOT NULL DEFAULT now(),
    updated_at          timestamptz NOT NULL DEFAULT now(),
    password_changed_at timestamptz,
    disabled_at         timestamptz,

    CONSTRAINT users_username_unique UNIQUE (username),
    CONSTRAINT users_username_length CHECK (char_length(username) BETWEEN 1 AND 128),
    CONSTRAINT users_email_length CHECK (octet_length(email) <= 254),
    CONSTRAINT users_full_name_length CHECK (char_length(full_name) BETWEEN 1 AND 200),
    -- RFC 6749, section 3.3; what does not fit in a scope claim cannot be granted.
    CONSTRAINT users_scopes_syntax CHECK (array_position(scopes, NULL) IS NULL
        AND array_to_string(scopes, ' ') ~ '^[]!#-[^-~ ]*$' AND char_length(array_to_string(scopes, ' ')) <= 4096)
);
