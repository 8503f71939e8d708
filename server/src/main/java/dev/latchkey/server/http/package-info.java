/** What every request meets whatever it asks for: limits, the form as RFC 6749 wants it, and errors that are nobody's but ours. */
@NullMarked
package dev.latchkey.server.http;

import org.jspecify.annotations.NullMarked;
