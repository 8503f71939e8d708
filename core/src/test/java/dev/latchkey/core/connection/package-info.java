/** Tests of this package. */
@NullMarked
package dev.latchkey.core.connection;

import org.jspecify.annotations.NullMarked;
