/** The command as a whole, from its arguments to what it prints. */
@NullMarked
package dev.latchkey.admin;

import org.jspecify.annotations.NullMarked;
