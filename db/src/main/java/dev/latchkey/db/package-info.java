/**
 * The database of Latchkey as one object: {@link dev.latchkey.db.Database} opens it and hands out the owner of each
 * table. Owns no SQL of its own.
 */
@NullMarked
package dev.latchkey.db;

import org.jspecify.annotations.NullMarked;
