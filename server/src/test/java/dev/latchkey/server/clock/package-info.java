@NullMarked
package dev.latchkey.server.clock;

import org.jspecify.annotations.NullMarked;
