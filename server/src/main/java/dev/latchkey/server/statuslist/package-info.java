/**
 * Token Status Lists (draft-ietf-oauth-status-list-21): how resource servers that only know the JWKS learn that a token
 * was revoked. Which indexes are revoked is in {@code core}; here is what is published of it, from memory.
 */
@NullMarked
package dev.latchkey.server.statuslist;

import org.jspecify.annotations.NullMarked;
