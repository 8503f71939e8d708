/** What every line of the log has: the id of its request, and no characters that a terminal or a reader takes amiss. */
@NullMarked
package dev.latchkey.server.logging;

import org.jspecify.annotations.NullMarked;
