@NullMarked
package dev.latchkey.core.sql;

import org.jspecify.annotations.NullMarked;
