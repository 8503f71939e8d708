/** From nothing to ready: the database, the schema, the master key, the demo account, and plain words when one of them is wrong. */
@NullMarked
package dev.latchkey.server.operate.startup;

import org.jspecify.annotations.NullMarked;
