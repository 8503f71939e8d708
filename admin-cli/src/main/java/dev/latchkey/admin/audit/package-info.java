/** Owns {@code latchkey audit}: what administrators did and what the server found. */
@NullMarked
package dev.latchkey.admin.audit;

import org.jspecify.annotations.NullMarked;
