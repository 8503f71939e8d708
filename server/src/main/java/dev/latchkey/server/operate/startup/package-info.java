/**
 * The start of the server: the database, the schema, the master key, the demo account, and a one-line error when one of
 * them fails.
 */
@NullMarked
package dev.latchkey.server.operate.startup;

import org.jspecify.annotations.NullMarked;
