/** {@code latchkey user factor}. */
@NullMarked
package dev.latchkey.admin.user.factor;

import org.jspecify.annotations.NullMarked;
