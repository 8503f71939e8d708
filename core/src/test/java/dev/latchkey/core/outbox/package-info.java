@NullMarked
package dev.latchkey.core.outbox;

import org.jspecify.annotations.NullMarked;
