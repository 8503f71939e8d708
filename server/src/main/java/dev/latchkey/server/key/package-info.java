/** The keys in memory, the signatures made with them, and the JWK Set that shows the public ones. */
@NullMarked
package dev.latchkey.server.key;

import org.jspecify.annotations.NullMarked;
