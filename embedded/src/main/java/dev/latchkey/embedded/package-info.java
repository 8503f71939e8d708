/**
 * The embedded PostgreSQL: its binaries, its cluster and the locks by which several programs share one home. Owns
 * everything below the home that has to do with PostgreSQL, and knows nothing of what the database holds.
 */
@NullMarked
package dev.latchkey.embedded;

import org.jspecify.annotations.NullMarked;
