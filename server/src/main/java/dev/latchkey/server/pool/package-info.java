/**
 * The connections of a server: a pool that requests share, and one for each watcher. Watchers come first, because
 * without them a change of an administrator is not heard of. Owns no table.
 */
@NullMarked
package dev.latchkey.server.pool;

import org.jspecify.annotations.NullMarked;
