package dev.latchkey.admin.client;

import dev.latchkey.admin.command.Failure;
import dev.latchkey.core.client.Claims;
import dev.latchkey.core.client.GrantType;
import dev.latchkey.core.client.LogoutUri;
import dev.latchkey.core.client.RedirectUri;
import dev.latchkey.core.client.SignInSettings;
import dev.latchkey.core.family.Scopes;
import dev.latchkey.core.session.Acr;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How users sign in through a client with a browser. */
final class SignInOptions {

    /** Sign users in without a page that asks for more. */
    static final Set<GrantType> PAST_ACR = EnumSet.of(GrantType.PASSWORD, GrantType.DEVICE_CODE);

    /** Whether users are asked. The names are typed. */
    @SuppressWarnings("MemberName")
    enum Consent {
        ask,
        never
    }

    /** Whether a challenge is needed. The names are typed. */
    @SuppressWarnings("MemberName")
    enum Pkce {
        required,
        optional
    }

    /** How sure a sign-in has to be, by values of the {@code acr} claim. */
    static final class AcrValues extends ArrayList<String> {

        private static final long serialVersionUID = 1L;

        AcrValues() {
            super(Acr.SUPPORTED);
        }
    }

    @Option(
            names = "--redirect-uri",
            paramLabel = "URI",
            order = 30,
            description = {
                "Where the browser comes back to with a code, repeat it for more: https://host/path, http:// with 127.0.0.1 or [::1] for an app on a device (any port; http://localhost is accepted too, but may be another host), or com.example.app:/path.",
                "A request must name it character by character."
            })
    @Nullable
    List<String> redirectUris;

    @Option(
            names = "--post-logout-uri",
            paramLabel = "URI",
            order = 31,
            description = "Where the browser may go after a sign-out, repeat it for more.")
    @Nullable
    List<String> postLogoutUris;

    @Option(
            names = "--consent",
            paramLabel = "WHEN",
            order = 32,
            description =
                    "Whether users are asked what the client may have: ${COMPLETION-CANDIDATES}. never is for applications of your own.")
    @Nullable
    Consent consent;

    @Option(
            names = "--pkce",
            paramLabel = "WHEN",
            order = 33,
            description =
                    "Whether each request for a code needs a challenge (RFC 7636): ${COMPLETION-CANDIDATES}. Always for a public client.")
    @Nullable
    Pkce pkce;

    @Option(
            names = "--backchannel-logout-uri",
            paramLabel = "URI",
            order = 34,
            description =
                    "Where the server tells the client that a session ended (OpenID Connect Back-Channel Logout), for sign-ins from then on. An empty URI removes it.")
    @Nullable
    String backchannelLogoutUri;

    @Option(
            names = "--acr",
            paramLabel = "ACR",
            order = 35,
            completionCandidates = AcrValues.class,
            description = {
                "How sure each sign-in has to be: ${COMPLETION-CANDIDATES}. urn:latchkey:1: as sure as the server wants it. urn:latchkey:2: with a second factor. phr: with a passkey. An empty ACR removes it.",
                "Users who have none of that add it while they sign in."
            })
    @Nullable
    String acr;

    @Option(
            names = "--groups-claim",
            paramLabel = "NAME",
            order = 36,
            description = {
                "The name of the claim that has the groups of the user, with the scope groups: groups, roles, entitlements or a free name like https://example.com/groups.",
                "An empty NAME: groups."
            })
    @Nullable
    String groupsClaim;

    /** Whether there is anything to change. */
    boolean given() {
        return redirectUris != null
                || postLogoutUris != null
                || consent != null
                || pkce != null
                || backchannelLogoutUri != null
                || acr != null
                || groupsClaim != null;
    }

    /** {@code settings} with what was named; everything else stays. */
    SignInSettings applyTo(SignInSettings settings) {
        return new SignInSettings(
                redirectUris == null ? settings.redirectUris() : parsed(redirectUris),
                postLogoutUris == null ? settings.postLogoutUris() : parsed(postLogoutUris),
                consent == null ? settings.asksConsent() : consent == Consent.ask,
                pkce == null ? settings.requiresPkce() : pkce == Pkce.required,
                backchannelLogoutUri == null ? settings.backchannelLogoutUri() : told(backchannelLogoutUri),
                acr == null ? settings.acr() : parsedAcr(acr),
                groupsClaim == null ? settings.groupsClaim() : parsedClaim(groupsClaim));
    }

    private static @Nullable LogoutUri told(String value) {
        return value.isBlank() ? null : parsed(value, LogoutUri::new);
    }

    static @Nullable String parsedClaim(String name) {
        if (name.isBlank() || name.equals(Scopes.GROUPS)) {
            return null;
        }
        if (!Claims.isForGroups(name)) {
            throw Failure.usage(
                    "The claim of groups is groups, roles, entitlements, or a name that means nothing else, like"
                            + " https://example.com/groups: up to 128 visible ASCII characters without quotation marks,"
                            + " backslashes and equals signs.");
        }
        return name;
    }

    private static @Nullable String parsedAcr(String value) {
        if (value.isBlank()) {
            return null;
        }
        if (!Acr.SUPPORTED.contains(value)) {
            throw Failure.usage("--acr is one of " + String.join(", ", Acr.SUPPORTED) + ", not '" + value + "'.");
        }
        return value.equals(Acr.ONE_FACTOR) ? null : value;
    }

    /**
     * Rejects an option that would have no effect. Does not look at what is there: it must be possible to mend that.
     *
     * @param settings with what was named
     * @throws Failure when users are asked in spite of {@code --consent never}, or can sign in past {@code --acr}
     */
    void check(boolean confidential, Set<GrantType> grants, SignInSettings settings) {
        if (settings.acr() != null && grants.stream().anyMatch(PAST_ACR::contains)) {
            throw Failure.usage(
                    "--acr needs a browser: with the grants password and device_code users would sign in past"
                            + " it. Use another client for those, or take it back with --acr " + Acr.ONE_FACTOR + ".");
        }
        if (consent == Consent.never && !confidential && settings.isOnDeviceOnly()) {
            throw Failure.usage("--consent never has no effect: any program on the device can pose as a public client"
                    + " without an https redirect URI, so its users confirm each sign-in. Leave the option out, or add"
                    + " an https redirect URI.");
        }
    }

    /** What the operator has to do so that the new URI works; empty when there is nothing, or no new URI. */
    Optional<String> logoutHint(SignInSettings settings, Predicate<String> listsPrivateHost) {
        return Optional.ofNullable(backchannelLogoutUri == null ? null : settings.backchannelLogoutUri())
                .filter(uri -> uri.isPrivate() && !listsPrivateHost.test(uri.host()))
                .map(uri -> "servers send logout tokens to " + uri.host()
                        + " only if LATCHKEY_FETCH_PRIVATE_HOSTS lists it");
    }

    private static List<RedirectUri> parsed(List<String> values) {
        return values.stream()
                .filter(value -> !value.isBlank())
                .map(value -> parsed(value, RedirectUri::new))
                .distinct()
                .toList();
    }

    private static <T> T parsed(String value, Function<String, T> parser) {
        try {
            return parser.apply(value);
        } catch (IllegalArgumentException e) {
            throw Failure.usage("'" + value + "' cannot be used: " + e.getMessage());
        }
    }
}
