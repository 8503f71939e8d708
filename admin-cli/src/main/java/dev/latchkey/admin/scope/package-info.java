/** Owns {@code latchkey scope}: the words in which users are asked for a scope. */
@NullMarked
package dev.latchkey.admin.scope;

import org.jspecify.annotations.NullMarked;
