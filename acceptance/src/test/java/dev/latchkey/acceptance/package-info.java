/** Tries the finished programs from outside: the launchers, the embedded database, the README. Uses no class of theirs. */
@NullMarked
package dev.latchkey.acceptance;

import org.jspecify.annotations.NullMarked;
