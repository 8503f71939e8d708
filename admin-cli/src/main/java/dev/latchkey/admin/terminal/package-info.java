/**
 * Owns the three streams of the process: whether they are a terminal, and how text is made safe to show. Knows no
 * command.
 */
@NullMarked
package dev.latchkey.admin.terminal;

import org.jspecify.annotations.NullMarked;
