@NullMarked
package dev.latchkey.db.key;

import org.jspecify.annotations.NullMarked;
