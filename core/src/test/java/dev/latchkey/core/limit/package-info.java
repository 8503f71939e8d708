@NullMarked
package dev.latchkey.core.limit;

import org.jspecify.annotations.NullMarked;
