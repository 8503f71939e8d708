package dev.latchkey.core.key;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The kinds of JWT that our keys sign. A verifier asks for one kind, so that a token of one kind is never taken for
 * another: <a href="https://www.rfc-editor.org/rfc/rfc8725#section-3.11">RFC 8725, sections 3.11 and 3.12</a>. Kinds
 * differ in the header's {@code typ}, and where two share one, in the claims that they must and must not have.
 */
@SuppressWarnings("ImmutableEnumChecker") // the sets are made by Set.of
public enum TokenKind {

    /** RFC 9068; {@code typ} is {@code JWT} by default, because many resource servers refuse {@code at+jwt}. */
    ACCESS_TOKEN(
            "an access token",
            Set.of("jwt", "at+jwt", "application/at+jwt"),
            Set.of("client_id", "jti", "sub", "iat", "exp"),
            Set.of("nonce", "at_hash", "auth_time", "events", "status_list")),

    /** OpenID Connect Core 1.0, section 2. */
    ID_TOKEN(
            "an ID token",
            Set.of("jwt"),
            Set.of("sub", "aud", "iat", "exp"),
            Set.of("client_id", "events", "status_list")),

    /** OpenID Connect Back-Channel Logout 1.0, section 2.4. */
    LOGOUT_TOKEN("a logout token", Set.of("logout+jwt", "jwt"), Set.of("events", "jti"), Set.of("nonce", "client_id")),

    /** Token Status List, section 5.1. */
    STATUS_LIST("a status list", Set.of("statuslist+jwt"), Set.of("status_list"), Set.of());

    private final String words;
    private final Set<String> types;
    private final Set<String> required;
    private final Set<String> excluded;

    TokenKind(String words, Set<String> types, Set<String> required, Set<String> excluded) {
        this.words = words;
        this.types = types;
        this.required = required;
        this.excluded = excluded;
    }

    /**
     * Tells what a token is, from what it says of itself. Says nothing about its signature or its time.
     *
     * @param type the header's {@code typ}, null when there is none
     * @return empty when it is of no kind, or could be of two
     */
    public static Optional<TokenKind> of(@Nullable String type, Map<String, ?> claims) {
        TokenKind found = null;
        for (TokenKind kind : values()) {
            if (kind.fits(type, claims)) {
                if (found != null) {
                    return Optional.empty();
                }
                found = kind;
            }
        }
        return Optional.ofNullable(found);
    }

    /** Whether the header's {@code typ} is one of this kind; they differ in upper and lower case only. */
    public boolean hasType(@Nullable String type) {
        return type != null && types.contains(type.toLowerCase(Locale.ROOT));
    }

    /** Whether a token says of itself that it is of this kind. */
    public boolean fits(@Nullable String type, Map<String, ?> claims) {
        return hasType(type)
                && required.stream().allMatch(name -> claims.get(name) != null)
                && excluded.stream().noneMatch(claims::containsKey);
    }

    /** With its article, for a sentence. */
    public String words() {
        return words;
    }
}
