package dev.latchkey.core.client;

import dev.latchkey.core.text.JsonText;
import java.math.BigDecimal;
import java.net.URI;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An issuer of others whose JWTs authenticate a client: the third party of <a
 * href="https://www.rfc-editor.org/rfc/rfc7523#section-3">RFC 7523, section 3</a>. Everything in it has to hold of a JWT.
 *
 * @param issuer the {@code iss}, compared as text: with a slash at its end it is another issuer
 * @param subject the {@code sub}; null when {@code subjectPrefix} says how it begins
 * @param subjectPrefix how the {@code sub} begins; it ends in {@code :} or {@code /}, so that no other name begins like it
 * @param claims other claims that it must have with this value and type: texts, whole and decimal numbers, booleans
 * @param audience the one {@code aud}; null for the issuer of the server that is asked
 * @param once whether a JWT is accepted once only, by its {@code jti}
 * @param jwks the issuer's public keys as a JWK Set; null when they are fetched
 * @param jwksUri where they are; null when they are here, or the issuer's metadata say where (<a
 *     href="https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfig">OpenID Connect Discovery 1.0,
 *     section 4</a>)
 * @param ca the only authorities that certify the hosts of metadata and keys, each DER in base64 as in {@code x5c}; empty
 *     for those that the servers trust. With them the hosts may have private addresses
 */
public record ClientTrust(
        String issuer,
        @Nullable String subject,
        @Nullable String subjectPrefix,
        Map<String, Object> claims,
        @Nullable String audience,
        boolean once,
        @Nullable String jwks,
        @Nullable String jwksUri,
        List<String> ca) {

    /** In characters: of the subject and its prefix, the issuer, the audience, and the text of a claim. */
    public static final int MOST_LENGTH = 512;

    /** Of a JWK Set in it, in characters. */
    static final int MOST_JWKS = 16_384;

    private static final int MOST_CLAIMS = 16;
    private static final int MOST_CLAIM_NAME = 128;

    /** Those that other parts of a trust decide about, and times. */
    private static final List<String> OTHER_CLAIMS = List.of("iss", "sub", "aud", "exp", "nbf", "iat", "jti");

    /**
     * Checks all of it.
     *
     * @throws IllegalArgumentException saying what is wrong
     */
    public ClientTrust {
        claims = Collections.unmodifiableMap(new TreeMap<>(claims));
        ca = List.copyOf(ca);
        requireIssuer(issuer);
        if ((subject == null) == (subjectPrefix == null)) {
            throw new IllegalArgumentException("A trust has either the whole subject or a prefix of it.");
        }
        requireText("The subject", subject);
        requireText("The prefix of the subject", subjectPrefix);
        if (subjectPrefix != null
                && (subjectPrefix.length() < 2 || !(subjectPrefix.endsWith(":") || subjectPrefix.endsWith("/")))) {
            throw new IllegalArgumentException("The prefix of a subject ends in : or /, because 'repo:o/r' would also"
                    + " be the beginning of 'repo:o/r-evil'.");
        }
        if (claims.size() > MOST_CLAIMS) {
            throw new IllegalArgumentException("A trust has at most " + MOST_CLAIMS + " claims.");
        }
        claims.forEach(ClientTrust::requireClaim);
        if (audience != null && (!isVisible(audience) || audience.length() > MOST_LENGTH)) {
            throw new IllegalArgumentException(
                    "An audience is 1 to " + MOST_LENGTH + " visible ASCII characters, most often a URL.");
        }
        if (jwks != null && (jwksUri != null || !ca.isEmpty())) {
            throw new IllegalArgumentException(
                    "The keys are given, or they are fetched: with a JWK Set there is no URI and no authority.");
        }
        if (jwks != null && jwks.length() > MOST_JWKS) {
            throw new IllegalArgumentException("The JWK Set of a trust has at most " + MOST_JWKS + " characters.");
        }
        if (jwksUri != null) {
            requireUri("The URI of a JWK Set", jwksUri);
        }
        TrustedAuthorities.require(ca);
    }

    private static void requireIssuer(String issuer) {
        requireUri("An issuer", issuer);
        URI uri = URI.create(issuer);
        if (uri.getRawQuery() != null) {
            throw new IllegalArgumentException("An issuer has no query.");
        }
    }

    private static void requireUri(String what, String text) {
        try {
            URI uri = URI.create(text);
            String host = uri.getHost();
            boolean https = "https".equals(uri.getScheme());
            boolean here = "http".equals(uri.getScheme())
                    && List.of("localhost", "127.0.0.1", "[::1]").contains(host);
            if (host != null
                    && (https || here)
                    && isVisible(text)
                    && text.length() <= MOST_LENGTH
                    && uri.getUserInfo() == null
                    && uri.getRawFragment() == null) {
                return;
            }
        } catch (IllegalArgumentException e) {
            // Said below.
        }
        throw new IllegalArgumentException(
                what + " is https://host/path, or http:// with localhost, 127.0.0.1 or [::1];"
                        + " it has no fragment (#), no user name and at most " + MOST_LENGTH + " characters.");
    }

    private static void requireText(String what, @Nullable String text) {
        if (text != null && !isText(text)) {
            throw new IllegalArgumentException(
                    what + " has 1 to " + MOST_LENGTH + " characters, and no control characters.");
        }
    }

    private static void requireClaim(String name, Object value) {
        if (!isVisible(name) || name.length() > MOST_CLAIM_NAME || OTHER_CLAIMS.contains(name)) {
            throw new IllegalArgumentException("'" + name + "' cannot be asked for as a claim: "
                    + String.join(", ", OTHER_CLAIMS) + " have rules of their own, and a name has 1 to "
                    + MOST_CLAIM_NAME + " visible ASCII characters.");
        }
        if (!(value instanceof Long || value instanceof BigDecimal || value instanceof Boolean)
                && !(value instanceof String text && text.length() <= MOST_LENGTH)) {
            throw new IllegalArgumentException("The claim '" + name + "' is compared with a text of at most "
                    + MOST_LENGTH + " characters, a number, true or false.");
        }
    }

    private static boolean isVisible(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c > 0x20 && c < 0x7F);
    }

    /** Whether a text can be the subject of an assertion, or the id of one: not empty, not long, no line of a log by itself. */
    public static boolean isText(String text) {
        return !text.isEmpty()
                && text.length() <= MOST_LENGTH
                && text.codePoints()
                        .noneMatch(c -> Character.isISOControl(c)
                                || Character.getType(c) == Character.LINE_SEPARATOR
                                || Character.getType(c) == Character.PARAGRAPH_SEPARATOR
                                || Character.getType(c) == Character.SURROGATE);
    }

    /** Whether this is the subject, or begins as it must and goes on. */
    public boolean isSubject(String sub) {
        return subjectPrefix == null
                ? sub.equals(subject)
                : sub.startsWith(subjectPrefix) && sub.length() > subjectPrefix.length();
    }

    /** What it demands of an assertion: the same, wherever the issuer's keys are. */
    public ClientTrust withoutKeys() {
        return new ClientTrust(issuer, subject, subjectPrefix, claims, audience, once, null, null, List.of());
    }

    /** The URL of the issuer's metadata. */
    public String metadataUrl() {
        return (issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer)
                + "/.well-known/openid-configuration";
    }

    /** What no other trust of the client has. */
    record Key(
            String issuer,
            @Nullable String subject,
            @Nullable String subjectPrefix) {}

    Key key() {
        return new Key(issuer, subject, subjectPrefix);
    }

    /** For people. */
    public String named() {
        return issuer + " for "
                + (subject != null ? "the subject '" + subject + "'" : "subjects '" + subjectPrefix + "…'");
    }

    /** As JSON has it, in a fixed order: what says nothing is left out. */
    public Map<String, Object> members() {
        Map<String, @Nullable Object> all = new LinkedHashMap<>();
        all.put("issuer", issuer);
        all.put("subject", subject);
        all.put("subject_prefix", subjectPrefix);
        all.put("claims", claims.isEmpty() ? null : claims);
        all.put("audience", audience);
        all.put("once", once ? true : null);
        all.put("jwks", jwks);
        all.put("jwks_uri", jwksUri);
        all.put("ca", ca.isEmpty() ? null : ca);
        Map<String, Object> members = new LinkedHashMap<>();
        all.forEach((name, value) -> {
            if (value != null) {
                members.put(name, value);
            }
        });
        return members;
    }

    /**
     * Reads such members, of an administrator or of the database.
     *
     * @throws IllegalArgumentException saying what is wrong; also of one that is not known: it may be a condition
     */
    public static ClientTrust of(Map<?, ?> members) {
        return TrustMembers.read(members);
    }

    /** Reads the stored JSON. */
    static List<ClientTrust> read(String json) {
        if (json.equals("[]")) {
            return List.of();
        }
        if (!(ClaimValue.parse(json) instanceof List<?> list)) {
            throw new IllegalArgumentException("The trusts are no list.");
        }
        return list.stream()
                .map(one -> one instanceof Map<?, ?> members ? of(members) : of(Map.of()))
                .toList();
    }

    static String json(List<ClientTrust> trusts) {
        return JsonText.of(trusts.stream().map(ClientTrust::members).toList());
    }

    /** Whether it trusts what begins so, and not one subject. */
    public boolean isPrefix() {
        return subject == null;
    }

    /** The subject or its prefix. */
    public String subjectOrPrefix() {
        return Objects.requireNonNull(subject != null ? subject : subjectPrefix);
    }
}
