/** Who the user is. Passwords are hashed off the request threads: so many at once, and the rest waits or comes again. */
@NullMarked
package dev.latchkey.server.authn;

import org.jspecify.annotations.NullMarked;
