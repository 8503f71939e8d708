/** Owns {@code latchkey token}: token families, and the tokens that somebody holds in hand. */
@NullMarked
package dev.latchkey.admin.token;

import org.jspecify.annotations.NullMarked;
