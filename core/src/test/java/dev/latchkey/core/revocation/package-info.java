/** Tests of the owners of {@code status_lists} and {@code revoked_statuses}. */
@NullMarked
package dev.latchkey.core.revocation;

import org.jspecify.annotations.NullMarked;
