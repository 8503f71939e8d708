/**
 * The filters before the chain of an endpoint: client address, request id, size limits, CORS, form rules of RFC 6749,
 * and the rendering of failures.
 */
@NullMarked
package dev.latchkey.server.edge;

import org.jspecify.annotations.NullMarked;
