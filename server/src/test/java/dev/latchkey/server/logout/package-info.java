@NullMarked
package dev.latchkey.server.logout;

import org.jspecify.annotations.NullMarked;
