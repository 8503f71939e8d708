/**
 * Owns {@code tokens}: token families, the refresh token that proves itself, rotation and revocation. Access tokens are
 * made by the server; here is only what outlives a request.
 */
@NullMarked
package dev.latchkey.core.family;

import org.jspecify.annotations.NullMarked;
