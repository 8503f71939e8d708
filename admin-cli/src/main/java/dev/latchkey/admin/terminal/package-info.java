/** Owns the three streams of the process: who is at the other end, and what may be shown there. Knows no command. */
@NullMarked
package dev.latchkey.admin.terminal;

import org.jspecify.annotations.NullMarked;
