@NullMarked
package dev.latchkey.core.text;

import org.jspecify.annotations.NullMarked;
