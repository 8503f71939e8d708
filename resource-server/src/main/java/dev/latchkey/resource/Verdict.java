package dev.latchkey.resource;

import com.nimbusds.jwt.JWTClaimsSet;

/** What is to be done with a token. */
public sealed interface Verdict {

    /** It is good; the claims are the issuer's. */
    record Accepted(JWTClaimsSet claims) implements Verdict {}

    /** It is not. */
    record Refused(Refusal refusal) implements Verdict {}
}
