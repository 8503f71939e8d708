package dev.latchkey.server.dpop;

import java.time.Instant;

/**
 * A verified proof.
 *
 * @param jkt the SHA-256 thumbprint of its key in base64url (<a href="https://www.rfc-editor.org/rfc/rfc7638">RFC 7638</a>)
 * @param jti its id, which its key uses once
 * @param until from when on it is refused for its age
 * @param fresh whether it has a nonce of this server
 */
public record Proof(String jkt, String jti, Instant until, boolean fresh) {}
