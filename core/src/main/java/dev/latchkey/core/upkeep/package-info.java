/**
 * Owns the one list of what is forgotten when it has ended, for servers and for the command line. Makes nothing: servers
 * add partitions and rotate keys.
 */
@NullMarked
package dev.latchkey.core.upkeep;

import org.jspecify.annotations.NullMarked;
