package dev.latchkey.admin.client;

import dev.latchkey.admin.command.Failure;
import dev.latchkey.admin.command.ScopeOptions;
import dev.latchkey.core.client.ClientAuthentication;
import dev.latchkey.core.client.GrantType;
import dev.latchkey.core.client.NewClient;
import dev.latchkey.core.client.Origin;
import dev.latchkey.core.client.Safeguards;
import dev.latchkey.core.client.SignInSettings;
import dev.latchkey.core.family.Scopes;
import dev.latchkey.core.key.KeyAlgorithm;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What a client may be told to be, when it is added and later. */
final class ClientOptions {

    /** In characters. */
    @Option(names = "--name", paramLabel = "TEXT", order = 10, description = "A name for people.")
    @Nullable
    String name;

    @Option(
            names = "--grant",
            paramLabel = "GRANT",
            order = 20,
            converter = GrantTypeConverter.class,
            completionCandidates = GrantTypeConverter.class,
            description = "A grant that it may use, repeat it for more: ${COMPLETION-CANDIDATES}.")
    @Nullable
    List<GrantType> grants;

    @Option(
            names = "--profile",
            paramLabel = "PROFILE",
            order = 6,
            converter = ClientProfile.Converter.class,
            completionCandidates = ClientProfile.Converter.class,
            description = {
                "Set what suits such a client, and say what that is. web: an application on a server. spa: a page that runs in the browser."
                        + " native: an app on a device. device: one without a browser, whose users sign in on another device. service: a program without users. gateway: asks whether tokens of an --audience are good, and gets none itself."
                        + " fapi2: an application of an API with high risk, by the FAPI 2.0 Security Profile; it has a key (--auth).",
                "web, spa, native, device and fapi2 get the scopes openid, profile and email, native offline_access too; --scope and --origin add to what a profile has, every other option replaces it."
            })
    @Nullable
    ClientProfile profile;

    @Mixin
    final AuthOptions auth = new AuthOptions();

    @Mixin
    final SignInOptions signIn = new SignInOptions();

    @Mixin
    final SafeguardOptions safeguards = new SafeguardOptions();

    @Mixin
    final ScopeOptions scopes = new ScopeOptions();

    @Option(
            names = "--audience",
            paramLabel = "URI",
            order = 55,
            description = "A value of the aud claim of its access tokens, repeat it for more. None: the issuer.")
    @Nullable
    List<String> audiences;

    @Option(
            names = "--origin",
            paramLabel = "ORIGIN",
            order = 56,
            description =
                    "Where its web page is, if that calls the server from a browser, like https://app.example, or from an app, like capacitor://localhost; repeat it for more.")
    @Nullable
    List<String> origins;

    @Option(
            names = "--claim",
            paramLabel = "NAME=VALUE",
            order = 57,
            converter = ClaimChange.Converter.class,
            description = {
                "A claim of its access tokens besides the server's own, repeat it for more; NAME= removes one, and those that are not named stay.",
                "VALUE is JSON if it is a number, true or false, or begins with {, [ or a quotation mark; else it is a text."
            })
    @Nullable
    List<ClaimChange> claims;

    @Option(
            names = "--exchange-to",
            paramLabel = "URI",
            order = 58,
            description = {
                "A resource that it may get access tokens for, with the grant token_exchange (RFC 8693), in exchange for those"
                        + " that it was sent; repeat it for more.",
                "It has to be an API itself: 'latchkey resource add URI --served-by CLIENT'."
            })
    @Nullable
    List<String> exchangeTo;

    @Mixin
    final LifetimeOptions lifetimes = new LifetimeOptions();

    @Option(
            names = "--signing-algorithm",
            paramLabel = "ALG",
            order = 64,
            description = "RS256 or ES256. None: the server's default.")
    @Nullable
    KeyAlgorithm algorithm;

    /** Whether there is anything to change. */
    boolean given() {
        return name != null
                || profile != null
                || grants != null
                || auth.given()
                || signIn.given()
                || safeguards.given()
                || scopes.given()
                || audiences != null
                || origins != null
                || claims != null
                || exchangeTo != null
                || lifetimes.given()
                || algorithm != null;
    }

    /** {@code client} with what its profile says and what was named; everything else stays. */
    NewClient applyTo(NewClient client) {
        try {
            SignInSettings signsIn =
                    signIn.applyTo(profile == null ? client.signIn() : profile.signIn(client.signIn()));
            Set<GrantType> allowed = allowed(client.grantTypes());
            check(client, allowed, signsIn);
            ClientAuthentication authentication = auth.applyTo(client.authentication(), client.confidential());
            NewClient changed = client.toBuilder()
                    .name(name == null ? client.name() : ClientName.parse(name))
                    .grants(allowed)
                    .scopes(scopes(client.scopes()))
                    .audiences(audiences == null ? client.audiences() : withoutBlanks(audiences))
                    .origins(origins(client.origins(), signsIn))
                    .claims(claims == null ? client.claims() : ClaimChange.apply(claims, client.claims()))
                    .signingAlgorithm(algorithm(client.signingAlgorithm()))
                    .lifetimes(lifetimes.applyTo(
                            profile == null ? client.lifetimes() : profile.lifetimes(client.lifetimes())))
                    .signIn(signsIn)
                    .safeguards(safeguards(client.safeguards(), authentication))
                    .authentication(authentication)
                    .exchangeTo(exchangeTo == null ? client.exchangeTo() : withoutBlanks(exchangeTo))
                    .build();
            if (profile != null) {
                profile.check(changed);
            }
            if (grants != null || profile != null || auth.given()) {
                changed.requireGrantsOfMethod();
            }
            if (scopes.given() || audiences != null || claims != null) {
                changed.requireTokensThatFit();
            }
            return changed;
        } catch (IllegalArgumentException e) {
            throw Failure.usage(String.valueOf(e.getMessage()));
        }
    }

    private Set<GrantType> allowed(Set<GrantType> before) {
        return grants != null ? EnumSet.copyOf(grants) : profile != null ? profile.grants() : before;
    }

    private @Nullable KeyAlgorithm algorithm(@Nullable KeyAlgorithm before) {
        if (algorithm != null) {
            return algorithm;
        }
        return profile == null ? before : profile.signingAlgorithm(before);
    }

    private Safeguards safeguards(Safeguards before, ClientAuthentication authentication) {
        return safeguards.applyTo(profile == null ? before : profile.safeguards(before, authentication.method()));
    }

    private Scopes scopes(Scopes before) {
        return profile != null
                ? before.with(profile.scopes().with(scopes.scopes(), Scopes.NONE), Scopes.NONE)
                : scopes.given() ? scopes.scopes() : before;
    }

    private List<Origin> origins(List<Origin> before, SignInSettings signsIn) {
        List<Origin> named = origins == null
                ? List.of()
                : withoutBlanks(origins).stream().map(Origin::new).toList();
        if (profile == null) {
            return origins == null ? before : named;
        }
        return Stream.of(before, profile.origins(signsIn), named)
                .flatMap(List::stream)
                .distinct()
                .toList();
    }

    private void check(NewClient client, Set<GrantType> allowed, SignInSettings signsIn) {
        if (profile != null && profile.confidential() != client.confidential()) {
            throw Failure.usage("The profile " + profile + " is for a "
                    + (profile.confidential() ? "client with a secret" : "public client") + ", and " + client.clientId()
                    + " is " + (client.confidential() ? "confidential" : "public")
                    + ", which cannot be changed: add another client.");
        }
        if (profile == ClientProfile.GATEWAY) {
            requireGateway(client);
        }
        signIn.check(client.confidential(), allowed, signsIn);
        if (allowed.contains(GrantType.AUTHORIZATION_CODE)
                && signsIn.redirectUris().isEmpty()) {
            ClientProfile example = profile == null ? ClientProfile.WEB : profile;
            throw Failure.usage((profile == null ? "The authorization_code grant" : "The profile " + profile)
                    + " needs a redirect URI, to which the browser comes back: --redirect-uri "
                    + example.redirectUri());
        }
    }

    /** A client of this name with what was named, what its profile says and the defaults for everything else. */
    NewClient create(String clientId, boolean publicClient) {
        if (profile == null && grants == null) {
            throw Failure.usage(
                    "A client needs a --profile, or at least one --grant: " + GrantTypeConverter.names() + ".");
        }
        if (publicClient && auth.isSome()) {
            throw Failure.usage("A public client does not authenticate: leave out --public or --auth.");
        }
        boolean isPublic = publicClient || auth.isNone();
        if (profile != null && profile.confidential() && isPublic) {
            throw Failure.usage(
                    profile == ClientProfile.GATEWAY
                            ? "A gateway needs a secret to introspect with: leave out "
                                    + (publicClient ? "--public." : "--auth none.")
                            : "The profile " + profile + " is for a client with a secret: leave out "
                                    + (publicClient ? "--public." : "--auth none."));
        }
        boolean confidential = profile == null ? !isPublic : profile.confidential();
        try {
            SignInSettings signsIn = signIn.applyTo(SignInSettings.NONE);
            return applyTo((confidential ? NewClient.confidential(clientId) : NewClient.publicClient(clientId))
                    .grants(GrantType.REFRESH_TOKEN)
                    .signIn(signsIn)
                    .build());
        } catch (IllegalArgumentException e) {
            throw Failure.usage(String.valueOf(e.getMessage()));
        }
    }

    private void requireGateway(NewClient client) {
        if (grants != null) {
            throw Failure.usage(
                    "A gateway gets no tokens itself: leave out --grant, and add another client for what gets"
                            + " tokens.");
        }
        if (audiences == null
                ? client.audiences().isEmpty()
                : withoutBlanks(audiences).isEmpty()) {
            throw Failure.usage(
                    "Whose tokens is the gateway to ask about? --audience names the aud claim of those; it is the issuer where a client has no audience of its own, as in 'latchkey client add "
                            + client.clientId() + " --profile gateway --audience https://auth.example.com'.");
        }
    }

    /** What the profile has set, in words; empty without a profile. */
    Optional<String> profileWords(NewClient client) {
        return Optional.ofNullable(profile).map(named -> named.words(client));
    }

    /** What the operator has to do so that new URIs work. */
    List<String> hints(NewClient client, Predicate<String> listsPrivateHost) {
        return Stream.of(
                        GrantTypeConverter.hint(client),
                        auth.hint(client.authentication(), listsPrivateHost),
                        signIn.logoutHint(client.signIn(), listsPrivateHost))
                .flatMap(Optional::stream)
                .toList();
    }

    private static List<String> withoutBlanks(List<String> values) {
        return values.stream().filter(value -> !value.isBlank()).toList();
    }
}
