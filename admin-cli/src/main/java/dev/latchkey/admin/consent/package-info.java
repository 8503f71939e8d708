/** Owns {@code latchkey consent}: what users allowed clients. */
@NullMarked
package dev.latchkey.admin.consent;

import org.jspecify.annotations.NullMarked;
