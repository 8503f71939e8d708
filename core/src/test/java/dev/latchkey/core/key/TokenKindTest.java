package dev.latchkey.core.key;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenKindTest {

    private static final Map<String, Object> ACCESS =
            claims("iss sub aud client_id iat exp jti sid scope username status");

    private static String type(TokenKind kind) {
        return switch (kind) {
            case ACCESS_TOKEN, ID_TOKEN -> "JWT";
            case LOGOUT_TOKEN -> "logout+jwt";
            case STATUS_LIST -> "statuslist+jwt";
        };
    }

    private static Map<String, Object> typical(TokenKind kind) {
        return switch (kind) {
            case ACCESS_TOKEN -> ACCESS;
            case ID_TOKEN -> claims("iss sub aud exp iat jti auth_time nonce acr amr sid at_hash name");
            case LOGOUT_TOKEN -> claims("iss sub aud iat exp jti sid events");
            case STATUS_LIST -> claims("iss sub iat exp ttl status_list");
        };
    }

    private static Map<String, Object> claims(String names) {
        Map<String, Object> claims = new HashMap<>();
        for (String name : names.split(" ", -1)) {
            claims.put(name, "x");
        }
        return claims;
    }

    @ParameterizedTest
    @EnumSource
    void eachIsItselfAndNothingElseWhateverItsType(TokenKind kind) {
        for (String type : Set.of("JWT", "at+jwt", "application/at+jwt", "logout+jwt", "statuslist+jwt")) {
            assertThat(TokenKind.of(type, typical(kind))).isIn(Optional.empty(), Optional.of(kind));
        }
        assertThat(TokenKind.of(type(kind), typical(kind))).contains(kind);
        assertThat(TokenKind.of(type(kind).toUpperCase(Locale.ROOT), typical(kind)))
                .contains(kind);
    }

    @ParameterizedTest
    @ValueSource(strings = {"client_id", "jti", "sub", "iat", "exp"})
    void anAccessTokenHasItsClaims(String missing) {
        Map<String, Object> claims = new HashMap<>(ACCESS);
        claims.remove(missing);
        assertThat(TokenKind.ACCESS_TOKEN.fits("JWT", claims)).isFalse();
        claims.put(missing, null);
        assertThat(TokenKind.ACCESS_TOKEN.fits("JWT", claims)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonce", "at_hash", "auth_time", "events", "status_list"})
    void anAccessTokenHasNoClaimOfAnotherKind(String foreign) {
        Map<String, Object> claims = new HashMap<>(ACCESS);
        claims.put(foreign, "x");
        assertThat(TokenKind.ACCESS_TOKEN.fits("at+jwt", claims)).isFalse();
    }

    @Test
    void aTokenWithoutATypeIsOfNoKind() {
        for (TokenKind kind : TokenKind.values()) {
            assertThat(TokenKind.of(null, typical(kind))).isEmpty();
        }
    }
}
