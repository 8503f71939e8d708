package dev.latchkey.core.client;

import dev.latchkey.core.family.Scopes;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How users sign in through a client with a browser.
 *
 * @param redirectUris where the browser may be sent with a code; at least one for the authorization code grant
 * @param postLogoutUris where it may be sent after a sign-out
 * @param asksConsent whether users are asked before the client gets something
 * @param requiresPkce whether each request needs a challenge of RFC 7636; always for a public client
 * @param backchannelLogoutUri where it is told that a session ended; null when it is not told
 * @param acr what each sign-in has to reach, of {@link dev.latchkey.core.session.Acr}; null for any
 * @param groupsClaim the name of the claim that has the groups of the user; null for {@code groups}
 */
public record SignInSettings(
        List<RedirectUri> redirectUris,
        List<RedirectUri> postLogoutUris,
        boolean asksConsent,
        boolean requiresPkce,
        @Nullable LogoutUri backchannelLogoutUri,
        @Nullable String acr,
        @Nullable String groupsClaim) {

    public static final SignInSettings NONE = new SignInSettings(List.of(), List.of(), true, true, null, null, null);

    /** Of each of the two lists. */
    private static final int MOST_URIS = 32;

    /**
     * Checks how many there are.
     *
     * @throws IllegalArgumentException when it is too much
     */
    public SignInSettings {
        redirectUris = List.copyOf(redirectUris);
        postLogoutUris = List.copyOf(postLogoutUris);
        if (Math.max(redirectUris.size(), postLogoutUris.size()) > MOST_URIS) {
            throw new IllegalArgumentException("A client has at most " + MOST_URIS + " redirect URIs.");
        }
    }

    /** The same of a client that is not told when a session ends, takes any sign-in, and reads {@code groups}. */
    public SignInSettings(
            List<RedirectUri> redirectUris,
            List<RedirectUri> postLogoutUris,
            boolean asksConsent,
            boolean requiresPkce) {
        this(redirectUris, postLogoutUris, asksConsent, requiresPkce, null, null, null);
    }

    /** These with the two choices that suit most clients. */
    public SignInSettings withConsentAndPkce() {
        return new SignInSettings(redirectUris, postLogoutUris, true, true, backchannelLogoutUri, acr, groupsClaim);
    }

    /** Whether a browser may be sent there with a code. */
    public boolean mayRedirectTo(String requested) {
        return redirectUris.stream().anyMatch(uri -> uri.matches(requested));
    }

    /** Whether a browser may be sent there after a sign-out: exactly as registered. */
    public boolean mayReturnTo(String requested) {
        return postLogoutUris.stream().anyMatch(uri -> uri.value().equals(requested));
    }

    /** Whether each redirect URI leads to a program on the user's device; false without redirect URIs. */
    public boolean isOnDeviceOnly() {
        return !redirectUris.isEmpty() && redirectUris.stream().allMatch(RedirectUri::isOnDevice);
    }

    /** The name of the claim that has the groups of the user. */
    public String claimOfGroups() {
        return groupsClaim == null ? Scopes.GROUPS : groupsClaim;
    }

    static SignInSettings read(ResultSet row) throws SQLException {
        return new SignInSettings(
                uris(row, "redirect_uris"),
                uris(row, "post_logout_uris"),
                // Of two values one is the safe one, also when a newer version knows a third.
                !row.getString("consent").equals("never"),
                !row.getString("pkce").equals("optional"),
                LogoutUri.parse(row.getString("backchannel_logout_uri")).orElse(null),
                // One that only a newer version knows is reached by no sign-in.
                row.getString("acr"),
                row.getString("groups_claim"));
    }

    /** A URI of a form that only a newer version knows is none that this one redirects to. */
    private static List<RedirectUri> uris(ResultSet row, String column) throws SQLException {
        return Arrays.stream((String[]) row.getArray(column).getArray())
                .flatMap(text -> RedirectUri.parse(text).stream())
                .limit(MOST_URIS)
                .toList();
    }

    /** By the names of the columns. */
    Map<String, @Nullable Object> columns() {
        Map<String, @Nullable Object> columns = new HashMap<>();
        columns.put("redirect_uris", redirectUris);
        columns.put("post_logout_uris", postLogoutUris);
        columns.put("consent", asksConsent ? "ask" : "never");
        columns.put("pkce", requiresPkce ? "required" : "optional");
        columns.put("backchannel_logout_uri", backchannelLogoutUri);
        columns.put("acr", acr);
        columns.put("groups_claim", groupsClaim);
        return columns;
    }

    /** For the audit log; null for what is as in most clients. */
    Map<String, @Nullable String> fields() {
        Map<String, @Nullable String> fields = new HashMap<>();
        fields.put("redirect_uris", joined(redirectUris));
        fields.put("post_logout_uris", joined(postLogoutUris));
        fields.put("consent", asksConsent ? null : "never");
        fields.put("pkce", requiresPkce ? null : "optional");
        fields.put("backchannel_logout_uri", backchannelLogoutUri == null ? null : backchannelLogoutUri.value());
        fields.put("acr", acr);
        fields.put("groups_claim", groupsClaim);
        return fields;
    }

    private static String joined(List<RedirectUri> uris) {
        return uris.stream().map(RedirectUri::value).collect(Collectors.joining(" "));
    }
}
