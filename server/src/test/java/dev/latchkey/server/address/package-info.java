@NullMarked
package dev.latchkey.server.address;

import org.jspecify.annotations.NullMarked;
