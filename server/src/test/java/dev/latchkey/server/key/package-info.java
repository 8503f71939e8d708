@NullMarked
package dev.latchkey.server.key;

import org.jspecify.annotations.NullMarked;
