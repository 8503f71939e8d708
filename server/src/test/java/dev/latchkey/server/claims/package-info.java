@NullMarked
package dev.latchkey.server.claims;

import org.jspecify.annotations.NullMarked;
