/**
 * Proofs that a client has a key (<a href="https://www.rfc-editor.org/rfc/rfc9449">RFC 9449</a>, DPoP): verified, and
 * accepted once. Which tokens are bound to the key is decided where they are issued and presented.
 */
@NullMarked
package dev.latchkey.server.dpop;

import org.jspecify.annotations.NullMarked;
