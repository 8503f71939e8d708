-- What was taken back stays taken back: authorization codes that are under way when a user withdraws a consent.

ALTER TABLE users
    -- Codes that were issued before this are not redeemed. In this row, because a redemption locks it: it sees a
    -- withdrawal that it waited for, and would not see one in another table. Null when no code is refused.
    ADD COLUMN codes_not_before timestamptz;

ALTER TABLE clients
    -- The same for the codes of a client, of all users.
    ADD COLUMN codes_not_before timestamptz;
