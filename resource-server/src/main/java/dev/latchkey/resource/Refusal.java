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
        /** It cannot be checked at the moment: the keys or status lists of the issuer are unavailable. */
        UNAVAILABLE
    }

    static Refusal invalid(String description) {
        return new Refusal(Reason.INVALID, description);
    }

    static Refusal unavailable(String description) {
        return new Refusal(Reason.UNAVAILABLE, description);
    }
}
