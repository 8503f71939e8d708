/**
 * Owns {@code signing_keys}: the keys that sign access tokens and authenticate refresh tokens, sealed at rest. What a
 * key is used for belongs to {@code family} and to the server.
 */
@NullMarked
package dev.latchkey.core.key;

import org.jspecify.annotations.NullMarked;
