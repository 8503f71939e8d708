@NullMarked
package dev.latchkey.db.user;

import org.jspecify.annotations.NullMarked;
