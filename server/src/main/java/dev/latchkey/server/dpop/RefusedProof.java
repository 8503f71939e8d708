package dev.latchkey.server.dpop;

import dev.latchkey.server.http.Failure;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/**
 * A proof that is not accepted: 400 with the error of <a href="https://www.rfc-editor.org/rfc/rfc9449#section-5">RFC 9449,
 * sections 5 and 8</a>. Resource endpoints make a 401 of it.
 */
public final class RefusedProof extends Failure {

    private static final long serialVersionUID = 1L;

    /** The header with which the server gives out a nonce. */
    public static final String NONCE_HEADER = "DPoP-Nonce";

    private final @Nullable String nonce;

    private RefusedProof(String code, String why, @Nullable String nonce) {
        super(HttpStatus.BAD_REQUEST, code, why);
        this.nonce = nonce;
        if (nonce != null) {
            with(NONCE_HEADER, nonce);
        }
    }

    /** {@code invalid_dpop_proof}: the same proof is never accepted. */
    public static RefusedProof invalid(String why) {
        return new RefusedProof("invalid_dpop_proof", why, null);
    }

    /** {@code use_dpop_nonce}: a proof with this nonce is accepted. */
    static RefusedProof wantsNonce(String nonce) {
        return new RefusedProof("use_dpop_nonce", "Make a new proof with the nonce of the DPoP-Nonce header.", nonce);
    }

    /** The same error for a resource endpoint: 401 with this challenge (RFC 9449, sections 7.1 and 9). */
    public Failure challenged(String challenge) {
        Failure failure =
                new Failure(HttpStatus.UNAUTHORIZED, code(), getMessage()).with("WWW-Authenticate", challenge);
        return nonce == null ? failure : failure.with(NONCE_HEADER, nonce);
    }
}
