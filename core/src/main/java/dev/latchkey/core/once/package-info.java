/** What is good once on all servers. */
@NullMarked
package dev.latchkey.core.once;

import org.jspecify.annotations.NullMarked;
