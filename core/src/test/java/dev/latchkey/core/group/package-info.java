@NullMarked
package dev.latchkey.core.group;

import org.jspecify.annotations.NullMarked;
