@NullMarked
package dev.latchkey.server.pool;

import org.jspecify.annotations.NullMarked;
