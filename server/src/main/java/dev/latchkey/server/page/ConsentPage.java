package dev.latchkey.server.page;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Asks whether a client may use the account. {@link Form#DECISION} is {@link #ALLOW} or {@link #REFUSE}.
 *
 * @param client its name
 * @param username as whom the person is signed in
 * @param otherAccount the URL for signing in as another person; null for no link
 * @param scopes what the client asks for
 * @param resources what it is for (RFC 8707), as URIs, with their names; empty for no restriction
 * @param destination the host of the redirect URI, or its scheme when it has no host
 * @param device whether the redirect URI is of the device itself, loopback or a scheme of its own: any program there
 *     could say that it is this client
 * @param documentHost where the document is by which the client describes itself; null for one that the operator added
 */
public record ConsentPage(
        Form form,
        String client,
        String username,
        @Nullable String otherAccount,
        List<Scope> scopes,
        List<String> resources,
        String destination,
        boolean device,
        @Nullable String documentHost)
        implements Page {

    public static final String ALLOW = "allow";
    public static final String REFUSE = "refuse";

    /** Copies the lists, so that they cannot change. */
    public ConsentPage {
        scopes = List.copyOf(scopes);
        resources = List.copyOf(resources);
    }

    /**
     * A scope in words.
     *
     * @param name as in the protocol
     * @param description the operator's; null for that of OpenID Connect in the person's language, or else the name
     */
    public record Scope(String name, @Nullable String description) {

        /**
         * Scopes in the order of the page: who the user is comes first, for how long at the end.
         *
         * @param descriptions the operator's, of those that have one
         */
        public static List<Scope> list(Collection<String> names, Map<String, String> descriptions) {
            return names.stream()
                    .sorted(Comparator.comparingInt(Scope::rank))
                    .map(name -> new Scope(name, descriptions.get(name)))
                    .toList();
        }

        /** Those of OpenID Connect: what the client learns of the user, at whatever resource. */
        static List<Scope> ofUser(List<Scope> scopes) {
            return scopes.stream().filter(Scope::isOfUser).toList();
        }

        /** The others. */
        static List<Scope> ofResource(List<Scope> scopes) {
            return scopes.stream().filter(scope -> !scope.isOfUser()).toList();
        }

        private boolean isOfUser() {
            return switch (name) {
                case "openid", "profile", "email", "address", "phone", "offline_access", "groups" -> true;
                default -> false;
            };
        }

        private static int rank(String name) {
            return switch (name) {
                case "openid" -> 0;
                case "offline_access" -> 2;
                default -> 1;
            };
        }

        String words(View view) {
            if (description != null) {
                return description;
            }
            return switch (name) {
                case "openid" -> view.text(Text.SCOPE_OPENID);
                case "profile" -> view.text(Text.SCOPE_PROFILE);
                case "email" -> view.text(Text.SCOPE_EMAIL);
                case "address" -> view.text(Text.SCOPE_ADDRESS);
                case "phone" -> view.text(Text.SCOPE_PHONE);
                case "groups" -> view.text(Text.SCOPE_GROUPS);
                case "offline_access" -> view.text(Text.SCOPE_OFFLINE_ACCESS);
                default -> name;
            };
        }
    }

    /** Both answers go to the client. */
    @Override
    public boolean leadsElsewhere() {
        return true;
    }
}
