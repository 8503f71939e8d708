@NullMarked
package dev.latchkey.core.key;

import org.jspecify.annotations.NullMarked;
