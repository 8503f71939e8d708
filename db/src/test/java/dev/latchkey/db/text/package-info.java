@NullMarked
package dev.latchkey.db.text;

import org.jspecify.annotations.NullMarked;
