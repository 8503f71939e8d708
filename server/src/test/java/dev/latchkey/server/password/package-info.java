@NullMarked
package dev.latchkey.server.password;

import org.jspecify.annotations.NullMarked;
