-- A verified address is a key to the account: letters that set a new password go to it. No two accounts share one.

-- Until the end of this migration no address is verified, so that none becomes a duplicate meanwhile.
LOCK TABLE users IN SHARE ROW EXCLUSIVE MODE;

-- Of accounts with the same address the one keeps it that verified it first. The others keep the address, unverified.
UPDATE users u
   SET email_verified_at = NULL, updated_at = now()
 WHERE u.email_verified_at IS NOT NULL
   AND EXISTS (SELECT FROM users o
                WHERE lower(o.email) = lower(u.email) AND o.email_verified_at IS NOT NULL
                  AND (o.email_verified_at, o.id) < (u.email_verified_at, u.id));

-- Finds the account that a letter is asked for.
CREATE UNIQUE INDEX users_verified_email ON users (lower(email)) WHERE email_verified_at IS NOT NULL;
