package dev.latchkey.server.key;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import dev.latchkey.server.fixture.Http;
import java.text.ParseException;
import java.time.Duration;

/**
 * The least that a resource server does: it fetches the JWK Set only when its copy is older than it may be, and never
 * because a key is not in it.
 */
final class CachingValidator {

    private final Http http;
    private final Duration cacheAge;
    private JWKSet cached = new JWKSet();
    private long fetched;

    CachingValidator(Http http, Duration cacheAge) {
        this.http = http;
        this.cacheAge = cacheAge;
        this.fetched = System.nanoTime() - cacheAge.toNanos() - 1;
    }

    /** Whether the signature is that of a key in the copy. */
    synchronized boolean accepts(String token) {
        if (System.nanoTime() - fetched > cacheAge.toNanos()) {
            fetched = System.nanoTime();
            cached = parse(http.get("/oauth2/jwks").expect(200).body());
        }
        try {
            SignedJWT jwt = SignedJWT.parse(token);
            JWK key = cached.getKeyByKeyId(jwt.getHeader().getKeyID());
            return key != null
                    && jwt.verify(
                            key.getKeyType().getValue().equals("EC")
                                    ? new ECDSAVerifier(key.toECKey())
                                    : new RSASSAVerifier(key.toRSAKey()));
        } catch (ParseException | JOSEException e) {
            return false;
        }
    }

    private static JWKSet parse(String body) {
        try {
            return JWKSet.parse(body);
        } catch (ParseException e) {
            throw new AssertionError(body, e);
        }
    }
}
