/**
 * Owns who may call the server from a web page in a browser: the CORS protocol of the
 * <a href="https://fetch.spec.whatwg.org/#http-cors-protocol">Fetch standard</a>, for the origins that clients have.
 */
@NullMarked
package dev.latchkey.server.cors;

import org.jspecify.annotations.NullMarked;
