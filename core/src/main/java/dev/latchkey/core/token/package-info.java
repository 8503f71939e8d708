/**
 * Owns {@code tokens} and {@code revoked_access_tokens}: token families, the refresh token that proves itself, rotation
 * and revocation. Access tokens are made by the server; here is only what outlives a request.
 */
@NullMarked
package dev.latchkey.core.token;

import org.jspecify.annotations.NullMarked;
