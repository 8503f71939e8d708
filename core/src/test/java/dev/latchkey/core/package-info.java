/** What the tests of every module share. */
@NullMarked
package dev.latchkey.core;

import org.jspecify.annotations.NullMarked;
