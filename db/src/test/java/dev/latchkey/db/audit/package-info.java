@NullMarked
package dev.latchkey.db.audit;

import org.jspecify.annotations.NullMarked;
