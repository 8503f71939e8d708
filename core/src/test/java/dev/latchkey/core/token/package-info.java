@NullMarked
package dev.latchkey.core.token;

import org.jspecify.annotations.NullMarked;
