@NullMarked
package dev.latchkey.core.family;

import org.jspecify.annotations.NullMarked;
