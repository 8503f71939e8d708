@NullMarked
package dev.latchkey.server.recovery;

import org.jspecify.annotations.NullMarked;
