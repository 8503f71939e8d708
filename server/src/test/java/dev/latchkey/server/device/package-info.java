@NullMarked
package dev.latchkey.server.device;

import org.jspecify.annotations.NullMarked;
