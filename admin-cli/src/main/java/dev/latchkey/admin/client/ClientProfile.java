package dev.latchkey.admin.client;

import static dev.latchkey.core.client.GrantType.AUTHORIZATION_CODE;
import static dev.latchkey.core.client.GrantType.CLIENT_CREDENTIALS;
import static dev.latchkey.core.client.GrantType.DEVICE_CODE;
import static dev.latchkey.core.client.GrantType.REFRESH_TOKEN;

import dev.latchkey.core.client.AuthMethod;
import dev.latchkey.core.client.Fapi2;
import dev.latchkey.core.client.GrantType;
import dev.latchkey.core.client.Lifetimes;
import dev.latchkey.core.client.NewClient;
import dev.latchkey.core.client.Origin;
import dev.latchkey.core.client.Safeguards;
import dev.latchkey.core.client.SignInSettings;
import dev.latchkey.core.client.TokenBinding;
import dev.latchkey.core.family.Scopes;
import dev.latchkey.core.key.KeyAlgorithm;
import dev.latchkey.core.text.Durations;
import java.time.Duration;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Kinds of clients, by what suits them. Options that are named beside a profile win, but cannot make another kind of it. */
@SuppressWarnings("ImmutableEnumChecker") // the sets are made by Set.of
enum ClientProfile {
    /** An application on a server. It keeps a secret and signs users in with a browser. */
    WEB(true, Set.of(AUTHORIZATION_CODE, REFRESH_TOKEN), Profiles.IDENTITY),
    /**
     * A page that runs in the browser. It calls the server from its own origin, and its refresh token lies in the browser,
     * so an unused one ends soon (RFC 9700, section 4.14.2).
     */
    SPA(false, Set.of(AUTHORIZATION_CODE, REFRESH_TOKEN), Profiles.IDENTITY),
    /** An app on a device (RFC 8252). It stays signed in when the browser signs out, if it asks for offline_access. */
    NATIVE(
            false,
            Set.of(AUTHORIZATION_CODE, REFRESH_TOKEN),
            Profiles.IDENTITY.with(Scopes.parse(Scopes.OFFLINE_ACCESS), Scopes.NONE)),
    /** A device without a browser (RFC 8628): users sign in with the browser of another one. */
    DEVICE(false, Set.of(DEVICE_CODE, REFRESH_TOKEN), Profiles.IDENTITY),
    /** A program without users. */
    SERVICE(true, Set.of(CLIENT_CREDENTIALS), Scopes.NONE),
    /**
     * A gateway, proxy or resource server that asks whether tokens are good. It needs a secret and an audience, and no
     * grant: what it cannot get, a thief of its secret cannot get either.
     */
    GATEWAY(true, Set.of(), Scopes.NONE),
    /** A client of an API with high risk, by the FAPI 2.0 Security Profile. It has a key or a certificate and no secret. */
    FAPI2(true, Set.of(AUTHORIZATION_CODE, REFRESH_TOKEN), Profiles.IDENTITY);

    private static final Duration IDLE_IN_BROWSER = Duration.ofDays(1);

    private final boolean confidential;
    private final Set<GrantType> grants;
    private final Scopes scopes;

    ClientProfile(boolean confidential, Set<GrantType> grants, Scopes scopes) {
        this.confidential = confidential;
        this.grants = grants;
        this.scopes = scopes;
    }

    /** What constants of this enum are made of. */
    private static final class Profiles {
        /** What OpenID Connect libraries ask for when nothing else is configured. */
        static final Scopes IDENTITY = Scopes.parse("openid profile email");
    }

    boolean confidential() {
        return confidential;
    }

    Set<GrantType> grants() {
        return grants;
    }

    /** At least these. */
    Scopes scopes() {
        return scopes;
    }

    boolean signsUsersIn() {
        return grants.contains(AUTHORIZATION_CODE);
    }

    SignInSettings signIn(SignInSettings before) {
        return signsUsersIn() ? before.withConsentAndPkce() : before;
    }

    Lifetimes lifetimes(Lifetimes before) {
        return this == SPA
                ? new Lifetimes(before.accessToken(), before.refreshToken(), IDLE_IN_BROWSER, before.refreshGrace())
                : before;
    }

    /** Requests are pushed, and tokens bound to what the client authenticates with, or else to a key of DPoP. */
    Safeguards safeguards(Safeguards before, AuthMethod method) {
        if (this != FAPI2) {
            return before;
        }
        boolean byKey = method == AuthMethod.SECRET || method == AuthMethod.PRIVATE_KEY_JWT;
        TokenBinding binding = before.binding() != TokenBinding.OPTIONAL
                ? before.binding()
                : byKey ? TokenBinding.DPOP : TokenBinding.TLS;
        return new Safeguards(true, binding, false);
    }

    /** The only algorithm of the server that FAPI 2.0 allows. */
    @Nullable
    KeyAlgorithm signingAlgorithm(@Nullable KeyAlgorithm before) {
        return this == FAPI2 ? KeyAlgorithm.ES256 : before;
    }

    /**
     * Rejects what contradicts the profile.
     *
     * @throws IllegalArgumentException saying which rule is broken
     */
    void check(NewClient client) {
        if (this == FAPI2) {
            Fapi2.RULES.stream()
                    .filter(rule -> !rule.holds().test(client))
                    .findFirst()
                    .ifPresent(rule -> {
                        throw new IllegalArgumentException("The profile fapi2 (FAPI 2.0 Security Profile, section "
                                + rule.section() + "): " + rule.no() + ".");
                    });
        }
    }

    /** The origins of the pages that get the codes, which are those that redeem them. */
    List<Origin> origins(SignInSettings signIn) {
        return this == SPA
                ? signIn.redirectUris().stream()
                        .flatMap(uri -> uri.origin().stream())
                        .toList()
                : List.of();
    }

    /** An example of a redirect URI. */
    String redirectUri() {
        return this == NATIVE ? "http://127.0.0.1/callback" : "https://shop.example/callback";
    }

    /** What the profile has set, in words. */
    String words(NewClient client) {
        AuthMethod method = client.authentication().method();
        String kind = "profile " + this + ": "
                + (!confidential
                        ? "public, no secret"
                        : "confidential, "
                                + switch (method) {
                                    case SECRET -> "with a secret";
                                    case FEDERATED -> "by issuers that it trusts";
                                    default -> "by " + method.value();
                                });
        String may = "; grants: "
                + joined(client.grantTypes().stream()
                        .map(GrantType::value)
                        .sorted()
                        .toList()) + "; scopes: " + joined(client.scopes().tokens());
        return switch (this) {
            case WEB, NATIVE -> kind + may + signInWords(client);
            case SPA ->
                kind + may + signInWords(client) + "; origins: "
                        + joined(client.origins().stream().map(Origin::value).toList())
                        + "; a refresh token that is not used ends after "
                        + Durations.format(client.lifetimes().refreshIdle());
            case DEVICE, SERVICE -> kind + may;
            case FAPI2 ->
                kind + may + signInWords(client) + "; requests: pushed; access tokens: bound to a "
                        + (client.safeguards().binding() == TokenBinding.TLS ? "certificate" : "key (DPoP)")
                        + "; refresh tokens: not rotated; signed with " + client.signingAlgorithm();
            case GATEWAY ->
                kind + "; grants: none, so it gets no tokens itself; it may introspect tokens whose aud is "
                        + String.join(" or ", client.audiences());
        };
    }

    private static String signInWords(NewClient client) {
        return "; PKCE: " + (client.signIn().requiresPkce() ? "required" : "optional") + "; consent: "
                + (client.signIn().asksConsent() ? "ask" : "never");
    }

    private static String joined(Iterable<String> values) {
        String text = String.join(" ", values);
        return text.isEmpty() ? "none" : text;
    }

    /** The name on the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Reads profiles by their names, and names them for completion. */
    static final class Converter implements ITypeConverter<ClientProfile>, Iterable<String> {

        @Override
        public ClientProfile convert(String value) {
            return Arrays.stream(values())
                    .filter(profile -> profile.toString().equals(value))
                    .findFirst()
                    .orElseThrow(() -> new TypeConversionException("the profiles are "
                            + Arrays.stream(values())
                                    .map(ClientProfile::toString)
                                    .collect(Collectors.joining(", "))));
        }

        @Override
        public Iterator<String> iterator() {
            return Arrays.stream(values()).map(ClientProfile::toString).iterator();
        }
    }
}
