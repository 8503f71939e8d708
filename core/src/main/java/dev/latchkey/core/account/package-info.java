/**
 * Owns {@code users}: accounts, their names and states, and what ends with them. How a password is chosen and hashed is
 * {@code credential}'s; token families belong to {@code family}.
 */
@NullMarked
package dev.latchkey.core.account;

import org.jspecify.annotations.NullMarked;
