package dev.latchkey.server.key;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import dev.latchkey.core.key.KeyAlgorithm;
import dev.latchkey.core.key.KeyRecord;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.Objects;

/**
 * A key ready to sign and verify. Signer and verifier are made once and used by all threads.
 *
 * @param activeFrom from when it signs, until a younger one does
 * @param publishedUntil until when it verifies; {@link Instant#MAX} until further notice
 */
record SigningKey(
        String kid,
        KeyAlgorithm algorithm,
        Instant activeFrom,
        Instant publishedUntil,
        JWK publicJwk,
        JWSSigner signer,
        JWSVerifier verifier) {

    boolean hasLeft(Instant now) {
        return !now.isBefore(publishedUntil);
    }

    static SigningKey of(KeyRecord record) {
        String kid = record.id().toString();
        Instant publishedUntil = Objects.requireNonNullElse(record.publishedUntil(), Instant.MAX);
        String family = record.algorithm() == KeyAlgorithm.RS256 ? "RSA" : "EC";
        JWSAlgorithm algorithm = JWSAlgorithm.parse(record.algorithm().name());
        try {
            KeyFactory factory = FastCrypto.keyFactory(family);
            PublicKey publicKey =
                    factory.generatePublic(new X509EncodedKeySpec(Objects.requireNonNull(record.publicKey())));
            PrivateKey privateKey = factory.generatePrivate(new PKCS8EncodedKeySpec(record.secretKey()));
            if (publicKey instanceof RSAPublicKey rsa) {
                return new SigningKey(
                        kid,
                        record.algorithm(),
                        record.activeFrom(),
                        publishedUntil,
                        new RSAKey.Builder(rsa)
                                .keyID(kid)
                                .algorithm(algorithm)
                                .keyUse(KeyUse.SIGNATURE)
                                .build(),
                        FastCrypto.use(new RSASSASigner(privateKey)),
                        FastCrypto.use(new RSASSAVerifier(rsa)));
            }
            ECPublicKey ec = (ECPublicKey) publicKey;
            return new SigningKey(
                    kid,
                    record.algorithm(),
                    record.activeFrom(),
                    publishedUntil,
                    new ECKey.Builder(Curve.P_256, ec)
                            .keyID(kid)
                            .algorithm(algorithm)
                            .keyUse(KeyUse.SIGNATURE)
                            .build(),
                    FastCrypto.use(new ECDSASigner((ECPrivateKey) privateKey)),
                    FastCrypto.use(new ECDSAVerifier(ec)));
        } catch (GeneralSecurityException | JOSEException e) {
            throw new IllegalStateException("Key " + kid + " of the database is not a usable " + family + " key", e);
        }
    }
}
