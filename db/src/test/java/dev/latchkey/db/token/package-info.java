@NullMarked
package dev.latchkey.db.token;

import org.jspecify.annotations.NullMarked;
