/** The current time of a server, which is the time of the database. */
@NullMarked
package dev.latchkey.server.clock;

import org.jspecify.annotations.NullMarked;
