@NullMarked
package dev.latchkey.core.device;

import org.jspecify.annotations.NullMarked;
