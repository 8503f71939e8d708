/**
 * The database of Latchkey as one object: {@link dev.latchkey.core.Database} opens it and hands out the owner of each
 * table. Of the tables it owns {@code directory_version} alone.
 */
@NullMarked
package dev.latchkey.core;

import org.jspecify.annotations.NullMarked;
