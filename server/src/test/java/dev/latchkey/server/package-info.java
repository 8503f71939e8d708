/** Tests of the server over HTTP, with a real PostgreSQL behind it. */
@NullMarked
package dev.latchkey.server;

import org.jspecify.annotations.NullMarked;
