/**
 * Owns {@code users}: accounts, their names, passwords and states, and what ends with them. Token families belong to
 * {@code token}; the check of a password at sign-in belongs to the server.
 */
@NullMarked
package dev.latchkey.core.user;

import org.jspecify.annotations.NullMarked;
