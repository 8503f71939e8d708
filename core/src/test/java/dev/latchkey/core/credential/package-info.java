@NullMarked
package dev.latchkey.core.credential;

import org.jspecify.annotations.NullMarked;
