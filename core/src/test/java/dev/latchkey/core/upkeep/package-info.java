@NullMarked
package dev.latchkey.core.upkeep;

import org.jspecify.annotations.NullMarked;
