/** Every setting of the server with its default. Depends on no feature; every feature may read it. */
@NullMarked
package dev.latchkey.server.settings;

import org.jspecify.annotations.NullMarked;
