@NullMarked
package dev.latchkey.core.factor;

import org.jspecify.annotations.NullMarked;
