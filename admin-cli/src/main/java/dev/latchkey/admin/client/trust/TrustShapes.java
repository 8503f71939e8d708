package dev.latchkey.admin.client.trust;

import dev.latchkey.admin.output.Shape;
import dev.latchkey.admin.output.Shape.Kind;
import dev.latchkey.core.client.ClientTrust;

/** The output fields of the commands in this package. */
public final class TrustShapes {

    public static final Shape<ClientTrust> TRUST = Shape.<ClientTrust>of("trust", ClientTrust::subjectOrPrefix)
            .column("issuer", Kind.STRING, "The iss of a JWT, compared exactly.", ClientTrust::issuer)
            .column("subject", Kind.STRING, "Its sub; null with a prefix.", ClientTrust::subject)
            .column(
                    "subject_prefix",
                    Kind.STRING,
                    "How its sub begins; null with a subject.",
                    ClientTrust::subjectPrefix)
            .column("claims", Kind.OBJECT, "Claims that it must have, with their types.", ClientTrust::claims)
            .column("audience", Kind.STRING, "Its aud; null for the issuer of the server.", ClientTrust::audience)
            .column("once", Kind.BOOLEAN, "Whether it is accepted once only.", ClientTrust::once)
            .column("keys", Kind.STRING, "Where the issuer's keys are: given, a URI, or discovered.", TrustShapes::keys)
            .field("jwks", Kind.STRING, "The keys as a JWK Set; null when they are fetched.", ClientTrust::jwks)
            .field(
                    "jwks_uri",
                    Kind.STRING,
                    "Where they are fetched; null when they are not, or discovered.",
                    ClientTrust::jwksUri)
            .field(
                    "ca",
                    Kind.STRINGS,
                    "The only authorities for that, each DER in base64; empty for the usual.",
                    ClientTrust::ca);

    private TrustShapes() {}

    private static String keys(ClientTrust trust) {
        if (trust.jwks() != null) {
            return "given";
        }
        return trust.jwksUri() == null ? "discovered" : trust.jwksUri();
    }
}
