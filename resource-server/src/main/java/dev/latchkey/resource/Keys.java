package dev.latchkey.resource;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import com.nimbusds.jwt.proc.JWTClaimsSetVerifier;
import com.nimbusds.jwt.proc.JWTProcessor;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The issuer's public keys: fetched anew before they are a minute old, and when a token names one that is not among
 * them, which happens twice in half a minute at most. While the issuer is down they stay good until they are ten minutes
 * old: five, as long as they may be cached, and five more, as long as the last good status list counts. So a key that
 * was revoked is not accepted for longer by keeping this program from its issuer.
 */
final class Keys implements AutoCloseable {

    /** Below the issuer. */
    private static final String JWK_SET = "/oauth2/jwks";

    /** What Latchkey signs with. */
    private static final Set<JWSAlgorithm> ALGORITHMS = Set.of(JWSAlgorithm.RS256, JWSAlgorithm.ES256);

    private static final Duration LIFETIME = Duration.ofMinutes(1);
    private static final Duration REFRESH_AHEAD = Duration.ofSeconds(10);

    /** What is taken at its end is kept for one more lifetime. */
    private static final Duration LIFETIME_IN_AN_OUTAGE = Duration.ofMinutes(10).minus(LIFETIME);

    private final JWKSource<SecurityContext> source;

    Keys(Issuer issuer, Documents documents, Duration timeout) {
        ExecutorService refresher = Executors.newSingleThreadExecutor(work -> {
            Thread thread = new Thread(work, "latchkey-keys");
            thread.setDaemon(true);
            return thread;
        });
        try {
            this.source = JWKSourceBuilder.create(issuer.resolve(JWK_SET).toURL(), documents)
                    .cache(LIFETIME.toMillis(), timeout.toMillis())
                    .refreshAheadCache(REFRESH_AHEAD.toMillis(), null, refresher, true, null, false)
                    .outageTolerant(LIFETIME_IN_AN_OUTAGE.toMillis())
                    .build();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** Checks the type and signature of a JWT, then its claims. */
    JWTProcessor<SecurityContext> processor(
            Set<JOSEObjectType> types, JWTClaimsSetVerifier<SecurityContext> claimsVerifier) {
        DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
        // A set that may be asked for null, which is the type of a JWT that has none.
        processor.setJWSTypeVerifier(new DefaultJOSEObjectTypeVerifier<>(new HashSet<>(types)));
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(ALGORITHMS, source));
        processor.setJWTClaimsSetVerifier(claimsVerifier);
        return processor;
    }

    JWKSource<SecurityContext> source() {
        return source;
    }

    @Override
    public void close() {
        if (source instanceof Closeable closeable) {
            try {
                closeable.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
