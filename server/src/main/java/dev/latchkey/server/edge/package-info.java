/** What every request meets before the chain of its endpoint: its address, its id, bounds, CORS, the form as RFC 6749 wants it, and what becomes of failures. */
@NullMarked
package dev.latchkey.server.edge;

import org.jspecify.annotations.NullMarked;
