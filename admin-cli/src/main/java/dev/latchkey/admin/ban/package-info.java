/** Owns {@code latchkey ban}: the networks that servers do not answer. */
@NullMarked
package dev.latchkey.admin.ban;

import org.jspecify.annotations.NullMarked;
