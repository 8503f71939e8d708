/** Owns {@code latchkey completion}: scripts for shells, made from the tree of commands. Opens no connection. */
@NullMarked
package dev.latchkey.admin.completion;

import org.jspecify.annotations.NullMarked;
