/** Owns {@code latchkey key}: the keys that sign, without their secret parts. */
@NullMarked
package dev.latchkey.admin.key;

import org.jspecify.annotations.NullMarked;
