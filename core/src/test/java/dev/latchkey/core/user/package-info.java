@NullMarked
package dev.latchkey.core.user;

import org.jspecify.annotations.NullMarked;
