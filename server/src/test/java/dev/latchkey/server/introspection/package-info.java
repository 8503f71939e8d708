@NullMarked
package dev.latchkey.server.introspection;

import org.jspecify.annotations.NullMarked;
