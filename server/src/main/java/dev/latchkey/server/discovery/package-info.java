/** What the server publishes: its metadata (RFC 8414, OpenID Connect Discovery), its keys and its status lists. */
@NullMarked
package dev.latchkey.server.discovery;

import org.jspecify.annotations.NullMarked;
