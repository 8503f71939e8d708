/** Tests of this package. */
@NullMarked
package dev.latchkey.db.connection;

import org.jspecify.annotations.NullMarked;
