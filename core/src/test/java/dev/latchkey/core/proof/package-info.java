@NullMarked
package dev.latchkey.core.proof;

import org.jspecify.annotations.NullMarked;
