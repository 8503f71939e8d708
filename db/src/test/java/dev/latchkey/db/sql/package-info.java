@NullMarked
package dev.latchkey.db.sql;

import org.jspecify.annotations.NullMarked;
