/** How a server hears of what others change in the database: a thread and a connection of its own for each kind. */
@NullMarked
package dev.latchkey.server.watch;

import org.jspecify.annotations.NullMarked;
