/** Owns {@code pushed_requests}: authorization requests that clients sent ahead of the browser (RFC 9126). */
@NullMarked
package dev.latchkey.core.pushed;

import org.jspecify.annotations.NullMarked;
