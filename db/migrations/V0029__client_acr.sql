-- How sure a sign-in through a client has to be, when that is more than the server asks of every sign-in.

ALTER TABLE clients
    -- A value of the acr claim; null for none.
    ADD COLUMN acr text,

    ADD CONSTRAINT clients_acr_known CHECK (acr IN ('urn:latchkey:2', 'phr')),
    -- These sign users in without asking for it.
    ADD CONSTRAINT clients_acr_by_code CHECK (acr IS NULL OR NOT grant_types && '{password,device_code}');
