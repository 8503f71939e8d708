/**
 * Passwords: which are good enough, how they are hashed, and which hashes of others are taken over. Owns no table; the check
 * of a password at sign-in belongs to the server.
 */
@NullMarked
package dev.latchkey.core.credential;

import org.jspecify.annotations.NullMarked;
