/** Keeps what servers hold in memory (clients and keys) the same as what the database holds. */
@NullMarked
package dev.latchkey.server.directory;

import org.jspecify.annotations.NullMarked;
