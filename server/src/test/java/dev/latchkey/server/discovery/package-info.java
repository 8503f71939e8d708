@NullMarked
package dev.latchkey.server.discovery;

import org.jspecify.annotations.NullMarked;
