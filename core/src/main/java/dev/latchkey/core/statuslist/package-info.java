/**
 * Owns {@code status_lists} and {@code revoked_statuses}: which Status Lists there are, and which indexes are revoked.
 * Triggers write the latter; nobody else does. How a list looks is the server's business.
 */
@NullMarked
package dev.latchkey.core.statuslist;

import org.jspecify.annotations.NullMarked;
