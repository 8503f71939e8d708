package dev.latchkey.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSetBasedJWKSource;
import com.nimbusds.jose.jwk.source.JWKSetCacheRefreshEvaluator;
import com.nimbusds.jose.proc.SecurityContext;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How long keys count, at moments that are made up. */
class KeysIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final TestIssuer issuer = new TestIssuer();
    private final Keys keys = new Keys(new Issuer(issuer.issuer()), new Documents(TIMEOUT), TIMEOUT);
    private final long begin = System.currentTimeMillis();

    @AfterEach
    void stop() {
        keys.close();
        issuer.close();
    }

    @Test
    void aKeyThatWasTakenAwayIsForgottenAfterAMinute() throws KeySourceException {
        assertThat(after(Duration.ZERO).getKeyByKeyId("first")).isNotNull();
        issuer.rotateKey("second");
        JWKSet later = after(Duration.ofSeconds(61));
        assertThat(later.getKeyByKeyId("first")).isNull();
        assertThat(later.getKeyByKeyId("second")).isNotNull();
    }

    @Test
    void whileTheIssuerIsDownKeysCountUntilTheyAreTenMinutesOld() throws KeySourceException {
        after(Duration.ZERO);
        issuer.answer("/oauth2/jwks", TestIssuer.status(500));
        for (int seconds = 61; seconds < 9 * 60; seconds += 61) {
            assertThat(after(Duration.ofSeconds(seconds)).getKeyByKeyId("first"))
                    .as(seconds + " seconds")
                    .isNotNull();
        }
        after(Duration.ofSeconds(539));
        assertThatExceptionOfType(KeySourceException.class).isThrownBy(() -> after(Duration.ofSeconds(601)));
    }

    private JWKSet after(Duration time) throws KeySourceException {
        return ((JWKSetBasedJWKSource<SecurityContext>) keys.source())
                .getJWKSetSource()
                .getJWKSet(JWKSetCacheRefreshEvaluator.noRefresh(), begin + time.toMillis(), null);
    }
}
