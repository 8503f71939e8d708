/** What the tests of every module share. */
@NullMarked
package dev.latchkey.db;

import org.jspecify.annotations.NullMarked;
