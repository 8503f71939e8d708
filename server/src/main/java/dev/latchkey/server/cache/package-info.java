/** The caches of database rows, and how they are refreshed: one thread and one connection for each kind. */
@NullMarked
package dev.latchkey.server.cache;

import org.jspecify.annotations.NullMarked;
