@NullMarked
package dev.latchkey.core.setup;

import org.jspecify.annotations.NullMarked;
