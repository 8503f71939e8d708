/** Owns {@code latchkey token}: token families, and single tokens that the user of the command has. */
@NullMarked
package dev.latchkey.admin.token;

import org.jspecify.annotations.NullMarked;
