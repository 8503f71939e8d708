/** What a server keeps in memory of the database, and how it hears of changes: a thread and a connection of its own for each kind. */
@NullMarked
package dev.latchkey.server.cache;

import org.jspecify.annotations.NullMarked;
