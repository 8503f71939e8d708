@NullMarked
package dev.latchkey.server.cache;

import org.jspecify.annotations.NullMarked;
