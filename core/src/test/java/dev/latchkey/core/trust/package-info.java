@NullMarked
package dev.latchkey.core.trust;

import org.jspecify.annotations.NullMarked;
