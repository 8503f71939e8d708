/** Which address a request comes from, and that banned ones come no further. */
@NullMarked
package dev.latchkey.server.address;

import org.jspecify.annotations.NullMarked;
