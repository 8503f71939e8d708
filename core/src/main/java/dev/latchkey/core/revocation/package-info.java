/**
 * Owns {@code status_lists}, {@code revoked_statuses} and {@code revoked_access_tokens}: which Status Lists there are, and
 * which tokens are revoked by themselves. Triggers write {@code revoked_statuses}. How a list looks is the server's business.
 */
@NullMarked
package dev.latchkey.core.revocation;

import org.jspecify.annotations.NullMarked;
