package dev.latchkey.resource;

/**
 * Why a token is not accepted.
 *
 * @param reason what a program decides by
 * @param description a sentence for developers: ASCII without quotation marks, as a {@code WWW-Authenticate} header
 *     wants it, and without anything of the token in it
 */
public record Refusal(Reason reason, String description) {

    /** What is wrong. */
    public enum Reason {
        /** The token is not a good one for this resource server, and never will be. */
        INVALID,
        /** It was a good one until it was revoked. */
        REVOKED,
        /** The token is bound to a key, and the request has no good proof of that key: 401, as for the two above. */
        PROOF,
        /** It cannot be checked at the moment: the keys or status lists of the issuer are unavailable. */
        UNAVAILABLE
    }

    static Refusal invalid(String description) {
        return new Refusal(Reason.INVALID, description);
    }

    static Refusal proof(String description) {
        return new Refusal(Reason.PROOF, description);
    }

    /** The value of the {@code WWW-Authenticate} header of a 401; {@link Reason#UNAVAILABLE} is a 503 without one. */
    public String challenge() {
        boolean proof = reason == Reason.PROOF;
        return (proof ? "DPoP error=\"invalid_dpop_proof\"" : "Bearer error=\"invalid_token\"")
                + ", error_description=\"" + description + "\""
                + (proof ? ", algs=\"" + DpopProofs.ALGORITHMS + "\"" : "");
    }

    static Refusal unavailable(String description) {
        return new Refusal(Reason.UNAVAILABLE, description);
    }
}
