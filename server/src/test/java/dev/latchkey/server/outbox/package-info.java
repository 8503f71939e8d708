@NullMarked
package dev.latchkey.server.outbox;

import org.jspecify.annotations.NullMarked;
