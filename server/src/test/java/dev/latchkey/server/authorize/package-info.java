@NullMarked
package dev.latchkey.server.authorize;

import org.jspecify.annotations.NullMarked;
