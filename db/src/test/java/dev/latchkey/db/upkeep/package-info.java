@NullMarked
package dev.latchkey.db.upkeep;

import org.jspecify.annotations.NullMarked;
