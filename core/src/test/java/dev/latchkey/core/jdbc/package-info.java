@NullMarked
package dev.latchkey.core.jdbc;

import org.jspecify.annotations.NullMarked;
