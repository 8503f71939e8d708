@NullMarked
package dev.latchkey.server.edge;

import org.jspecify.annotations.NullMarked;
