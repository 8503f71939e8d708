package dev.latchkey.server.http;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.UriUtils;

/**
 * The endpoints of the public port, one line each. Metrics, the rules for forms, preflight answers, the format of errors
 * and the metadata derive from this list, in its order. EndpointsIT compares it with the filter chains and controllers.
 */
public enum Endpoint {

    /** <a href="https://www.rfc-editor.org/rfc/rfc6749#section-3.1">RFC 6749, section 3.1</a>. */
    AUTHORIZATION("/oauth2/authorize", Kind.PAGE, Clients.NONE, Cors.NONE, "authorization_endpoint"),

    /** <a href="https://www.rfc-editor.org/rfc/rfc6749#section-3.2">RFC 6749, section 3.2</a>. */
    TOKEN(
            "/oauth2/token",
            Kind.OAUTH,
            Clients.ALL,
            Cors.CLIENTS,
            "token_endpoint",
            "grant_type username password scope refresh_token code redirect_uri code_verifier device_code",
            "subject_token subject_token_type actor_token actor_token_type requested_token_type"),

    /** <a href="https://www.rfc-editor.org/rfc/rfc8628#section-3.1">RFC 8628, section 3.1</a>. */
    DEVICE_AUTHORIZATION(
            "/oauth2/device_authorization",
            Kind.OAUTH,
            Clients.ALL,
            Cors.CLIENTS,
            "device_authorization_endpoint",
            "scope"),

    /** <a href="https://www.rfc-editor.org/rfc/rfc9126#section-2">RFC 9126, section 2</a>. */
    PUSHED_REQUEST(
            "/oauth2/par",
            Kind.OAUTH,
            Clients.ALL,
            Cors.CLIENTS,
            "pushed_authorization_request_endpoint",
            "response_type redirect_uri scope state code_challenge code_challenge_method response_mode nonce display"
                    + " prompt max_age ui_locales id_token_hint login_hint acr_values claims"
                    + " request request_uri registration dpop_jkt"),

    /** OpenID Connect Core 1.0, section 5.3. */
    USERINFO("/userinfo", Kind.PROBLEM, Clients.NONE, Cors.CLIENTS, "userinfo_endpoint"),

    /** <a href="https://www.rfc-editor.org/rfc/rfc7517#section-5">RFC 7517, section 5</a>. */
    JWK_SET("/oauth2/jwks", Kind.DOCUMENT, Clients.NONE, Cors.ALL, "jwks_uri"),

    /** <a href="https://www.rfc-editor.org/rfc/rfc7009#section-2">RFC 7009, section 2</a>. */
    REVOCATION("/oauth2/revoke", Kind.OAUTH, Clients.ALL, Cors.CLIENTS, "revocation_endpoint", "token token_type_hint"),

    /** <a href="https://www.rfc-editor.org/rfc/rfc7662#section-2">RFC 7662, section 2</a>. No page may read an answer. */
    INTROSPECTION(
            "/oauth2/introspect",
            Kind.OAUTH,
            Clients.CONFIDENTIAL,
            Cors.NONE,
            "introspection_endpoint",
            "token token_type_hint"),

    /** <a href="https://www.rfc-editor.org/rfc/rfc8414#section-3">RFC 8414, section 3</a>. */
    METADATA("/.well-known/oauth-authorization-server", Kind.DOCUMENT, Clients.NONE, Cors.ALL, null),

    /** OpenID Connect Discovery 1.0, section 4. */
    OPENID_CONFIGURATION("/.well-known/openid-configuration", Kind.DOCUMENT, Clients.NONE, Cors.ALL, null),

    /**
     * The aggregation of all Status Lists, and the beginning of the path of each: <a
     * href="https://datatracker.ietf.org/doc/html/draft-ietf-oauth-status-list-21">draft-ietf-oauth-status-list-21</a>.
     */
    STATUS_LISTS("/status-lists", Kind.DOCUMENT, Clients.NONE, Cors.ALL, "status_list_aggregation_endpoint"),

    /** The account of the user whose access token comes with the request. */
    ACCOUNT("/users/me", Kind.PROBLEM, Clients.NONE, Cors.CLIENTS, null),

    /** The password of that user. */
    PASSWORD("/users/me/password", Kind.PROBLEM, Clients.NONE, Cors.CLIENTS, null),

    /** Where people make an account. Answers 404 unless registration is switched on. */
    REGISTRATION("/register", Kind.PROBLEM, Clients.NONE, Cors.NONE, null),

    /** Where people make an account with a browser. Answers 404 unless registration is switched on. */
    SIGN_UP("/sign-up", Kind.PAGE, Clients.NONE, Cors.NONE, null),

    /** Where a user asks for a link for a new password, and where that link leads. */
    RESET_PASSWORD("/reset-password", Kind.PAGE, Clients.NONE, Cors.NONE, null),

    /** Where the link that verifies an address leads. */
    VERIFY_EMAIL("/verify-email", Kind.PAGE, Clients.NONE, Cors.NONE, null),

    /** The step of an authorization in which the user signs in. */
    SIGN_IN("/sign-in", Kind.PAGE, Clients.NONE, Cors.NONE, null),

    /** Where a user who signs in enters a code of the authenticator app. */
    SECOND_FACTOR("/sign-in/second", Kind.PAGE, Clients.NONE, Cors.NONE, null),

    /** Where such a user enters a recovery code instead. */
    RECOVERY("/sign-in/recovery", Kind.PAGE, Clients.NONE, Cors.NONE, null),

    /** Where a user who signs in and needs a second factor adds one. */
    ADD_APP("/sign-in/add-app", Kind.PAGE, Clients.NONE, Cors.NONE, null),

    /** The step of an authorization in which the user allows it or not. */
    CONSENT("/consent", Kind.PAGE, Clients.NONE, Cors.NONE, null),

    /** Where a user enters the code of a device, and allows it or not. */
    DEVICE("/device", Kind.PAGE, Clients.NONE, Cors.NONE, null),

    /** The start page. No path is below it. */
    HOME("/", Kind.PAGE, Clients.NONE, Cors.NONE, null),

    /** The account of the user who is signed in with a browser. Each of its parts has a page below it. */
    ACCOUNT_PAGE("/account", Kind.PAGE, Clients.NONE, Cors.NONE, null),

    /** Where that user changes the password. */
    ACCOUNT_PASSWORD("/account/password", Kind.PAGE, Clients.NONE, Cors.NONE, null),

    /** The email address of this user. */
    ACCOUNT_ADDRESS("/account/address", Kind.PAGE, Clients.NONE, Cors.NONE, null),

    /** The second factor of this user. */
    ACCOUNT_FACTOR("/account/second-factor", Kind.PAGE, Clients.NONE, Cors.NONE, null),

    /** The browsers that this user is signed in with. */
    ACCOUNT_SESSIONS("/account/sessions", Kind.PAGE, Clients.NONE, Cors.NONE, null),

    /** The clients that have access to this account. */
    ACCOUNT_APPLICATIONS("/account/applications", Kind.PAGE, Clients.NONE, Cors.NONE, null),

    /** The beginning of the path of what pages load. */
    ASSETS("/assets", Kind.PAGE, Clients.NONE, Cors.NONE, null),

    /** OpenID Connect RP-Initiated Logout 1.0, section 2. */
    LOGOUT("/oauth2/logout", Kind.PAGE, Clients.NONE, Cors.NONE, "end_session_endpoint"),

    /** Begins a sign-in with the client of the first start. */
    DEMO("/demo", Kind.PAGE, Clients.NONE, Cors.NONE, null),

    /** Where that sign-in ends. */
    DEMO_CALLBACK("/demo/callback", Kind.PAGE, Clients.NONE, Cors.NONE, null);

    /** How an endpoint answers, and so the format of its errors. */
    public enum Kind {
        /** A form in, JSON out, and errors of <a href="https://www.rfc-editor.org/rfc/rfc6749#section-5.2">RFC 6749, section 5.2</a>. */
        OAUTH,
        /** JSON in and out, and problem details (<a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457</a>). */
        PROBLEM,
        /** A document from memory; its errors are problem details. */
        DOCUMENT,
        /** HTML for people, also for its errors. */
        PAGE
    }

    /** Which clients may call an endpoint, by authenticating. */
    public enum Clients {
        /** The endpoint knows no clients. */
        NONE,
        /** Confidential clients with their secret or key, and public ones. */
        ALL("client_secret_basic", "client_secret_post", "private_key_jwt", "none"),
        /** Confidential clients only. */
        CONFIDENTIAL("client_secret_basic", "client_secret_post", "private_key_jwt");

        private static final Set<String> CREDENTIALS =
                Set.of("client_id", "client_secret", "client_assertion", "client_assertion_type");

        @SuppressWarnings("ImmutableEnumChecker") // List.of
        private final List<String> methods;

        Clients(String... methods) {
            this.methods = List.of(methods);
        }

        /** The ways to authenticate, as <a href="https://www.rfc-editor.org/rfc/rfc8414#section-2">RFC 8414</a> names them. */
        public List<String> methods() {
            return methods;
        }
    }

    /** Which web pages may read the answers of an endpoint: none, those of clients by their registered origins, or all. */
    public enum Cors {
        NONE,
        CLIENTS,
        ALL
    }

    private static final Map<String, Endpoint> BY_PATH =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(Endpoint::path, Function.identity()));

    /** An endpoint before those with whose path its own begins. */
    private static final List<Endpoint> LONGEST_FIRST = Arrays.stream(values())
            .sorted(Comparator.comparingInt((Endpoint endpoint) -> endpoint.path.length())
                    .reversed())
            .toList();

    private final String path;
    private final Kind kind;
    private final Clients clients;
    private final Cors cors;
    private final @Nullable String metadata;

    @SuppressWarnings("ImmutableEnumChecker") // Set.copyOf
    private final Set<String> parameters;

    Endpoint(String path, Kind kind, Clients clients, Cors cors, @Nullable String metadata, String... parameters) {
        this.path = path;
        this.kind = kind;
        this.clients = clients;
        this.cors = cors;
        this.metadata = metadata;
        Set<String> known = new HashSet<>();
        Arrays.stream(parameters).forEach(names -> known.addAll(List.of(names.split(" "))));
        if (clients != Clients.NONE) {
            known.addAll(Clients.CREDENTIALS);
        }
        this.parameters = Set.copyOf(known);
    }

    /**
     * The endpoint of a path, or the one that the path is below.
     *
     * @param uri as it is in the request line, not decoded; null when there was none
     */
    public static Optional<Endpoint> at(@Nullable String uri) {
        if (uri == null) {
            return Optional.empty();
        }
        return Optional.ofNullable(BY_PATH.get(uri)).or(() -> above(uri));
    }

    /**
     * How a path answers; one that is no endpoint's has problem details.
     *
     * @param uri as for {@link #at}
     */
    public static Kind kind(@Nullable String uri) {
        return at(uri).map(Endpoint::kind).orElse(Kind.PROBLEM);
    }

    private static Optional<Endpoint> above(String uri) {
        int parameters = uri.indexOf(';');
        try {
            String path = UriUtils.decode(parameters < 0 ? uri : uri.substring(0, parameters), StandardCharsets.UTF_8);
            return LONGEST_FIRST.stream()
                    .filter(endpoint -> endpoint.contains(path))
                    .findFirst();
        } catch (IllegalArgumentException e) {
            // Not an encoding of UTF-8, so no path of ours.
            return Optional.empty();
        }
    }

    private boolean contains(String other) {
        return other.equals(path)
                || (path.length() > 1 && other.startsWith(path) && other.charAt(path.length()) == '/');
    }

    /** The path, which begins with a slash. */
    public String path() {
        return path;
    }

    public Kind kind() {
        return kind;
    }

    public Clients clients() {
        return clients;
    }

    public Cors cors() {
        return cors;
    }

    /** The member of the <a href="https://www.rfc-editor.org/rfc/rfc8414#section-2">metadata</a> with its URL, if it is in there. */
    public Optional<String> metadata() {
        return Optional.ofNullable(metadata);
    }

    /** The parameters of a form that mean something here: any of them twice is an error, all others are ignored. */
    public Set<String> parameters() {
        return parameters;
    }

    /** The label of its metrics and spans. */
    public String label() {
        return path;
    }
}
