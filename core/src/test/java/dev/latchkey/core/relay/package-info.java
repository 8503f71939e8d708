@NullMarked
package dev.latchkey.core.relay;

import org.jspecify.annotations.NullMarked;
