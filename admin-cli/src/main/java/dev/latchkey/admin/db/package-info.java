/** Owns {@code latchkey db}: the schema and the size of things. */
@NullMarked
package dev.latchkey.admin.db;

import org.jspecify.annotations.NullMarked;
