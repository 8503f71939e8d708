/** Tests of the PostgreSQL that Latchkey brings along, with real processes that are really killed. */
@NullMarked
package dev.latchkey.embedded;

import org.jspecify.annotations.NullMarked;
