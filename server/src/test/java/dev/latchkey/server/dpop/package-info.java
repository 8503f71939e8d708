/** Tests of proofs of RFC 9449. */
@NullMarked
package dev.latchkey.server.dpop;

import org.jspecify.annotations.NullMarked;
