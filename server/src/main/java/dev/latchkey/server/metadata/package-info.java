/** What the server says about itself (RFC 8414, OpenID Connect Discovery) and the documents that are served from memory. */
@NullMarked
package dev.latchkey.server.metadata;

import org.jspecify.annotations.NullMarked;
