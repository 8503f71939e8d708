package dev.latchkey.admin.doctor;

import dev.latchkey.core.client.Client;
import dev.latchkey.core.client.GrantType;
import dev.latchkey.core.client.RedirectUri;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Settings of clients that sign users in with a browser. */
final class SignInChecks {

    /** Plain http across a network. */
    private static final Pattern EXPOSED =
            Pattern.compile("(?i)http://(?!(localhost|127\\.\\d+\\.\\d+\\.\\d+|\\[::1])(:|/|$)).*");

    private static final String ON_THIS_DEVICE = "http://";

    /** RFC 8252, section 8.3. */
    private static final Pattern PORTLESS = Pattern.compile("http://localhost([/?].*)?");

    private static final Pattern DEMO = Pattern.compile("http://[^/]+(/.*)?/demo/callback");

    private SignInChecks() {}

    /** Where the pages of the server are; empty when no client needs them. */
    static Optional<Finding> issuer(Optional<String> issuer, List<Client> clients) {
        boolean isNeeded = clients.stream().anyMatch(SignInChecks::signsUsersIn);
        return issuer.filter(url -> isNeeded)
                .map(url -> EXPOSED.matcher(url).matches()
                        ? Finding.fail(
                                "issuer",
                                "users sign in at " + url
                                        + ": passwords and codes cross the network in clear. Set LATCHKEY_ISSUER to an https URL")
                        : Finding.pass("issuer", "users sign in at " + url));
    }

    private static boolean signsUsersIn(Client client) {
        return !client.isDisabled() && client.mayUse(GrantType.AUTHORIZATION_CODE);
    }

    /** The client that the first start made: it is there to be tried on this machine, and is no risk there. */
    private static boolean isDemo(Client client, RedirectUri uri) {
        return client.clientId().equals("demo") && DEMO.matcher(uri.value()).matches();
    }

    static List<Finding> risks(Client client) {
        List<Finding> risks = new ArrayList<>();
        if (!signsUsersIn(client)) {
            return risks;
        }
        if (!client.signIn().requiresPkce()) {
            risks.add(
                    Finding.warn(
                            "client",
                            "its requests may do without PKCE, so a code that leaks can be put into another sign-in: --pkce required"));
        }
        if (!client.confidential()
                && !client.signIn().asksConsent()
                && !client.signIn().isOnDeviceOnly()) {
            risks.add(
                    Finding.warn(
                            "client",
                            "is public and its users are not asked: any program can pose as it and get tokens unseen. --consent ask"));
        }
        for (RedirectUri uri : client.signIn().redirectUris()) {
            if (PORTLESS.matcher(uri.value()).matches()) {
                risks.add(Finding.warn(
                        "client",
                        uri + " is open to every port, and localhost may be another host: use http://127.0.0.1"));
            } else if (isDemo(client, uri)) {
                risks.add(Finding.pass(
                        "client",
                        "is the demo of the first start, at "
                                + uri
                                + ". Before other people use this server: latchkey client delete demo"));
            } else if (client.confidential() && uri.value().startsWith(ON_THIS_DEVICE)) {
                risks.add(Finding.warn(
                        "client", uri + " is for development: it sends codes to a program on the user's own device"));
            }
        }
        return risks;
    }
}
