package dev.latchkey.core.client;

import dev.latchkey.core.text.JsonText;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the members of a {@link ClientTrust}. */
final class TrustMembers {

    private static final List<String> NAMES =
            List.of("issuer", "subject", "subject_prefix", "claims", "audience", "once", "jwks", "jwks_uri", "ca");

    private final Map<?, ?> members;

    private TrustMembers(Map<?, ?> members) {
        this.members = members;
    }

    static ClientTrust read(Map<?, ?> members) {
        Set<?> names = members.keySet();
        names.stream()
                .filter(name -> !NAMES.contains(String.valueOf(name)))
                .findFirst()
                .ifPresent(name -> {
                    throw new IllegalArgumentException(
                            "'" + name + "' is no field of a trust. The fields are " + String.join(", ", NAMES) + ".");
                });
        return new TrustMembers(members).read();
    }

    private ClientTrust read() {
        String issuer = text("issuer");
        if (issuer == null) {
            throw new IllegalArgumentException("A trust has an issuer.");
        }
        String jwks = text("jwks");
        return new ClientTrust(
                issuer,
                text("subject"),
                text("subject_prefix"),
                claims(),
                text("audience"),
                Boolean.TRUE.equals(typed("once", Boolean.class, "true or false")),
                jwks == null ? null : ClientKeys.parseOfIssuer(jwks).json(),
                text("jwks_uri"),
                ca());
    }

    private @Nullable String text(String name) {
        return typed(name, String.class, "a text");
    }

    private Map<String, Object> claims() {
        Map<?, ?> given = typed("claims", Map.class, "an object");
        Map<String, Object> claims = new HashMap<>();
        if (given != null) {
            given.forEach((name, value) -> {
                if (value == null) {
                    throw new IllegalArgumentException("The claim '" + name + "' has no value.");
                }
                // In the one form in which a number is stored.
                claims.put(String.valueOf(name), ClaimValue.parse(JsonText.of(value)));
            });
        }
        return claims;
    }

    private List<String> ca() {
        List<?> given = typed("ca", List.class, "a list of texts");
        return given == null ? List.of() : given.stream().map(String::valueOf).toList();
    }

    private <T> @Nullable T typed(String name, Class<T> type, String what) {
        Object value = members.get(name);
        if (value != null && !type.isInstance(value)) {
            throw new IllegalArgumentException("'" + name + "' of a trust is " + what + ".");
        }
        return value == null ? null : type.cast(value);
    }
}
