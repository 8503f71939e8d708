@NullMarked
package dev.latchkey.db.limit;

import org.jspecify.annotations.NullMarked;
