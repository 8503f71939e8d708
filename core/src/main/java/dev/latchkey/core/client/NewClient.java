package dev.latchkey.core.client;

import dev.latchkey.core.family.Scopes;
import dev.latchkey.core.jdbc.Ids;
import dev.latchkey.core.key.KeyAlgorithm;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An application that is to be added.
 *
 * @param confidential whether it can keep a secret; a public client cannot use client credentials
 * @param origins the web pages that may call the server from a browser as this client
 * @param claims what its access tokens carry besides the server's own claims
 * @param signingAlgorithm null for the server's default
 * @param signIn how users sign in through it with a browser
 * @param authentication how it proves who it is
 * @param safeguards what is asked of it beyond that
 * @param exchangeTo the resources that it may exchange access tokens for, as URIs
 */
public record NewClient(
        String clientId,
        @Nullable String name,
        boolean confidential,
        Set<GrantType> grantTypes,
        Scopes scopes,
        List<String> audiences,
        List<Origin> origins,
        Claims claims,
        @Nullable KeyAlgorithm signingAlgorithm,
        Lifetimes lifetimes,
        SignInSettings signIn,
        ClientAuthentication authentication,
        Safeguards safeguards,
        List<String> exchangeTo)
        implements ClientSettings {

    /** RFC 6749, appendix A.1, without the colon, which ends the name in a Basic header. */
    private static final Pattern SYNTAX = Pattern.compile("[!-9;-~]{1,128}");

    private static final int MOST_TARGETS = 15;

    /** Whether there is such a resource is not known here. */
    private static final int MAX_TARGET_LENGTH = 512;

    private static final Pattern TARGET = Pattern.compile("https?://[!-~&&[^#]]{1," + (MAX_TARGET_LENGTH - 8) + "}");

    /** In base64 6,144, which leaves 2,048 of 8 KB for what every token has: signature, issuer, the user's name. */
    private static final int MOST_BYTES = 4_608;

    /** The names of the most groups that a user can have. */
    private static final int MOST_BYTES_OF_GROUPS = 2_048 + 3 * 100;

    /**
     * Checks what can be checked without the database.
     *
     * @throws IllegalArgumentException saying what is wrong
     */
    public NewClient {
        if (!SYNTAX.matcher(clientId).matches() || clientId.startsWith("-")) {
            throw new IllegalArgumentException(
                    "A client id is 1 to 128 visible ASCII characters without a colon, and does not begin with a dash.");
        }
        if (!confidential && grantTypes.isEmpty()) {
            throw new IllegalArgumentException("A public client needs at least one grant type.");
        }
        if (!confidential && grantTypes.contains(GrantType.CLIENT_CREDENTIALS)) {
            throw new IllegalArgumentException("A public client has no credentials for the client_credentials grant.");
        }
        if (grantTypes.contains(GrantType.AUTHORIZATION_CODE)
                && signIn.redirectUris().isEmpty()) {
            throw new IllegalArgumentException("The authorization_code grant needs at least one redirect URI.");
        }
        if (!confidential && !signIn.requiresPkce()) {
            throw new IllegalArgumentException("A public client cannot do without PKCE.");
        }
        if (!confidential
                && (authentication.method() != AuthMethod.SECRET
                        || !authentication.trusts().isEmpty())) {
            throw new IllegalArgumentException("A public client does not authenticate.");
        }
        if (!confidential && !safeguards.rotates()) {
            throw new IllegalArgumentException("A public client cannot do without the rotation of refresh tokens.");
        }
        if (!confidential && grantTypes.contains(GrantType.TOKEN_EXCHANGE)) {
            throw new IllegalArgumentException("A public client cannot exchange tokens: it does not prove who it is.");
        }
        exchangeTo = exchangeTo.stream().distinct().toList();
        if (exchangeTo.size() > MOST_TARGETS) {
            throw new IllegalArgumentException(
                    "A client may exchange tokens for at most " + MOST_TARGETS + " resources.");
        }
        if (exchangeTo.stream().anyMatch(uri -> !TARGET.matcher(uri).matches())) {
            throw new IllegalArgumentException("A resource to exchange tokens for is the URI of a resource, in at most "
                    + MAX_TARGET_LENGTH + " characters.");
        }
        if (signingAlgorithm == KeyAlgorithm.HS256) {
            throw new IllegalArgumentException("Access tokens are signed with RS256 or ES256.");
        }
        for (String audience : audiences) {
            if (audience.isBlank() || audience.chars().anyMatch(c -> c <= 0x20 || c > 0x7E)) {
                throw new IllegalArgumentException("An audience is visible ASCII, most often a URL.");
            }
        }
    }

    /**
     * Returns this client if a new one may be called so. A client that has an older client id keeps it.
     *
     * @throws IllegalArgumentException when the client id has the form of an id, which it could be mistaken for
     */
    public NewClient requireNew() {
        if (Ids.parse(clientId).isPresent()) {
            throw new IllegalArgumentException("A client id does not have the form of an id (UUID).");
        }
        return this;
    }

    /** Begins to describe a client with a secret; it has no grants, scopes and audiences yet. */
    public static Builder confidential(String clientId) {
        return new Builder(clientId, true);
    }

    /** Begins to describe a client that cannot keep a secret, such as a mobile app; it needs at least one grant. */
    public static Builder publicClient(String clientId) {
        return new Builder(clientId, false);
    }

    /**
     * Checks that its access tokens can be sent in a header. Not for what is there: it must be possible to mend that.
     *
     * @throws IllegalArgumentException saying what is too long
     */
    public void requireTokensThatFit() {
        int bytes = bytes(scopes, audiences, claims);
        if (bytes > MOST_BYTES) {
            throw new IllegalArgumentException("Scopes, audiences and claims of a client have at most " + MOST_BYTES
                    + " bytes together; these have " + bytes
                    + (scopes.contains(Scopes.GROUPS) ? ", with the groups that a user can have" : "")
                    + ". Tokens travel in headers, and most servers take no header above 8 KB.");
        }
    }

    /**
     * Checks that it can use its grants: a JWT of another issuer gets a token for the client itself only. Not for what is
     * there: it must be possible to mend that.
     *
     * @throws IllegalArgumentException when it has the method {@link AuthMethod#FEDERATED} and another grant
     */
    public void requireGrantsOfMethod() {
        if (authentication.method() == AuthMethod.FEDERATED) {
            grantTypes.stream()
                    .filter(grant -> grant != GrantType.CLIENT_CREDENTIALS)
                    .sorted()
                    .findFirst()
                    .ifPresent(grant -> {
                        throw new IllegalArgumentException("A client that authenticates by federated JWTs alone gets"
                                + " tokens for itself only, with the grant client_credentials: it cannot use "
                                + grant.value() + ".");
                    });
        }
    }

    static boolean fits(Scopes scopes, List<String> audiences, Claims claims) {
        return bytes(scopes, audiences, claims) <= MOST_BYTES;
    }

    private static int bytes(Scopes scopes, List<String> audiences, Claims claims) {
        int listed =
                audiences.stream().mapToInt(audience -> audience.length() + 3).sum();
        // In the token each name has quotation marks and a comma.
        int groups = scopes.contains(Scopes.GROUPS) ? MOST_BYTES_OF_GROUPS : 0;
        return scopes.toString().getBytes(StandardCharsets.UTF_8).length + listed + claims.bytes() + groups;
    }

    /** Describes a client. */
    public static final class Builder {

        private final String clientId;
        private final boolean confidential;
        private @Nullable String name;
        private Set<GrantType> grantTypes = Set.of();
        private Scopes scopes = Scopes.NONE;
        private List<String> audiences = List.of();
        private List<Origin> origins = List.of();
        private Claims claims = Claims.NONE;
        private @Nullable KeyAlgorithm signingAlgorithm;
        private Lifetimes lifetimes = Lifetimes.DEFAULT;
        private SignInSettings signIn = SignInSettings.NONE;
        private ClientAuthentication authentication = ClientAuthentication.BY_SECRET;
        private Safeguards safeguards = Safeguards.DEFAULT;
        private List<String> exchangeTo = List.of();

        Builder(String clientId, boolean confidential) {
            this.clientId = clientId;
            this.confidential = confidential;
        }

        public Builder name(@Nullable String value) {
            this.name = value;
            return this;
        }

        public Builder grants(GrantType... values) {
            return grants(Set.of(values));
        }

        public Builder grants(Set<GrantType> values) {
            this.grantTypes = Set.copyOf(values);
            return this;
        }

        public Builder scopes(Scopes value) {
            this.scopes = value;
            return this;
        }

        public Builder audiences(List<String> values) {
            this.audiences = values;
            return this;
        }

        public Builder origins(List<Origin> values) {
            this.origins = values;
            return this;
        }

        public Builder claims(Claims value) {
            this.claims = value;
            return this;
        }

        /** Null for the server's default. */
        public Builder signingAlgorithm(@Nullable KeyAlgorithm value) {
            this.signingAlgorithm = value;
            return this;
        }

        public Builder lifetimes(Lifetimes value) {
            this.lifetimes = value;
            return this;
        }

        /** How users sign in through it with a browser; not at all when left out. */
        public Builder signIn(SignInSettings value) {
            this.signIn = value;
            return this;
        }

        /** How it proves who it is; by a secret when left out. */
        public Builder authentication(ClientAuthentication value) {
            this.authentication = value;
            return this;
        }

        public Builder safeguards(Safeguards value) {
            this.safeguards = value;
            return this;
        }

        /** The resources that it may exchange access tokens for, as URIs; none when left out. */
        public Builder exchangeTo(List<String> values) {
            this.exchangeTo = values;
            return this;
        }

        /**
         * The client.
         *
         * @throws IllegalArgumentException saying what is wrong
         */
        public NewClient build() {
            return new NewClient(
                    clientId,
                    name,
                    confidential,
                    grantTypes,
                    scopes,
                    audiences,
                    origins,
                    claims,
                    signingAlgorithm,
                    lifetimes,
                    signIn,
                    authentication,
                    safeguards,
                    exchangeTo);
        }
    }
}
