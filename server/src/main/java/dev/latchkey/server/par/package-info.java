/** The endpoint to which clients push their authorization requests before the browser comes (RFC 9126). */
@NullMarked
package dev.latchkey.server.par;

import org.jspecify.annotations.NullMarked;
