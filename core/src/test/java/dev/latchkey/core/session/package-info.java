@NullMarked
package dev.latchkey.core.session;

import org.jspecify.annotations.NullMarked;
