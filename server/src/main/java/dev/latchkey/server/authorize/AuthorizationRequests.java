package dev.latchkey.server.authorize;

import dev.latchkey.core.client.Client;
import dev.latchkey.core.client.ClientUrl;
import dev.latchkey.core.pushed.PushedRequest;
import dev.latchkey.core.pushed.PushedRequests;
import dev.latchkey.core.pushed.RequestUri;
import dev.latchkey.server.browser.FirstVisits;
import dev.latchkey.server.browser.Parameters;
import dev.latchkey.server.cache.ClientDirectory;
import dev.latchkey.server.cache.ResourceDirectory;
import dev.latchkey.server.document.ClientDocuments;
import dev.latchkey.server.http.Failure;
import dev.latchkey.server.key.KeyDirectory;
import dev.latchkey.server.token.IdTokenHints;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/**
 * Reads authorization requests, again at each step. Until client and redirect URI are known to belong together, an error is
 * a page; after that it is an answer to the client.
 */
public final class AuthorizationRequests {

    /**
     * All that mean something, in the order of RFC 6749, RFC 7636, OpenID Connect Core, sections 3.1.2.1 and 5, RFC 8707,
     * OpenID Connect Core, section 6, and RFC 9449.
     */
    private static final Set<String> KNOWN = Set.of(
            "response_type",
            "client_id",
            "redirect_uri",
            "scope",
            "state",
            "code_challenge",
            "code_challenge_method",
            "response_mode",
            "nonce",
            "display",
            "prompt",
            "max_age",
            "ui_locales",
            "id_token_hint",
            "login_hint",
            "acr_values",
            "claims",
            ResourceDirectory.PARAMETER,
            "request",
            "request_uri",
            "registration",
            AuthorizationRequests.KEY_THUMBPRINT);

    /** The thumbprint of the key with which the code will be redeemed: RFC 9449, section 10. */
    public static final String KEY_THUMBPRINT = "dpop_jkt";

    private static final String CLIENT_ID = "client_id";
    private static final String REQUEST = "request";
    private static final String REQUEST_URI = "request_uri";

    private final ClientDirectory clients;
    private final ClientDocuments documents;
    private final ResourceDirectory resources;
    private final IdTokenHints hints;
    private final PushedRequests pushed;
    private final KeyDirectory keys;
    private final FirstVisits visits;
    private final RequestObjects objects;

    public AuthorizationRequests(
            ClientDirectory clients,
            ClientDocuments documents,
            ResourceDirectory resources,
            IdTokenHints hints,
            PushedRequests pushed,
            KeyDirectory keys,
            FirstVisits visits,
            RequestObjects objects) {
        this.clients = clients;
        this.documents = documents;
        this.resources = resources;
        this.hints = hints;
        this.pushed = pushed;
        this.keys = keys;
        this.visits = visits;
        this.objects = objects;
    }

    static boolean isKnown(String parameter) {
        return KNOWN.contains(parameter);
    }

    /**
     * Reads the request that the query of a URL is, or refers to.
     *
     * @throws Failure when the client cannot be told, or not by redirecting there
     * @throws RefusedRequest when the client is to be told what is wrong
     */
    public AuthorizationRequest read(HttpServletRequest http) {
        return read(Parameters.ofQuery(http), http);
    }

    /**
     * As {@link #read(HttpServletRequest)}, for the query of a page that users also open without an application.
     *
     * @return empty when the query has no parameter of an authorization request; unknown ones are ignored (RFC 6749, section
     *     3.1)
     */
    Optional<AuthorizationRequest> find(Parameters parameters, HttpServletRequest http) {
        return parameters.encoded(AuthorizationRequests::isKnown).isEmpty()
                ? Optional.empty()
                : Optional.of(read(parameters, http));
    }

    private AuthorizationRequest read(Parameters query, HttpServletRequest http) {
        if (query.encoded(AuthorizationRequests::isKnown).length() > Parameters.MAX_LENGTH) {
            throw Parameters.tooLong();
        }
        Client client = client(once(query, CLIENT_ID), http.getRemoteAddr());
        String uri = query.get(REQUEST_URI);
        if (uri != null && uri.startsWith(RequestUri.PREFIX)) {
            return readPushed(client, query, uri, http);
        }
        return uri == null && isObject(client, query)
                ? readObject(client, query, http)
                : read(client, query, Sent.whole(query));
    }

    /** Whether a request is signed, by a client that has a key for that. */
    private static boolean isObject(Client client, Parameters parameters) {
        return parameters.get(REQUEST) != null && RequestObjects.areFor(client);
    }

    private AuthorizationRequest readObject(Client client, Parameters query, HttpServletRequest http) {
        String object = once(query, REQUEST);
        Sent sent = new Sent(query, REQUEST, null, false, true);
        boolean visited = visits.isGood(sent.visited(), query.get(FirstVisits.PARAMETER), http);
        Parameters parameters = objects.read(client, object, visited);
        return read(client, parameters, new Sent(query, REQUEST, null, false, !visited));
    }

    private AuthorizationRequest readPushed(Client client, Parameters query, String uri, HttpServletRequest http) {
        once(query, REQUEST_URI);
        UUID id = keys.recognise(proofs -> RequestUri.read(proofs, uri, client.id()))
                .orElseThrow(() -> Failure.invalidRequest("The request_uri is none that this client was given."));
        PushedRequest found = pushed.find(id).orElseThrow(AuthorizationRequests::expired);
        if (found.used()) {
            throw used();
        }
        String reference = new Sent(query, REQUEST_URI, id, true, true).visited();
        boolean visited = visits.isGood(reference, query.get(FirstVisits.PARAMETER), http);
        if (found.expired() && !visited) {
            throw expired();
        }
        // A second mark would be another query, which the mark of a sign-in is not bound to.
        return read(client, Parameters.parse(found.parameters()), new Sent(query, REQUEST_URI, id, true, !visited));
    }

    /** A pushed request has led to a code already. */
    static Failure used() {
        return Failure.invalidRequest("The request was answered already. Start again at the application.");
    }

    private static Failure expired() {
        return Failure.invalidRequest("The request has expired. Start again at the application.");
    }

    /**
     * Checks a request that a client pushes. Nothing is kept.
     *
     * @param key the thumbprint of the key whose proof came along, which the code is bound to then (<a
     *     href="https://www.rfc-editor.org/rfc/rfc9449#section-10.1">RFC 9449, section 10.1</a>); null for none
     * @return its parameters in the form of a query
     * @throws Failure when something is wrong with it
     */
    public String readPushing(Client client, Parameters form, @Nullable String key) {
        // RFC 9126, section 2.1
        if (form.get(REQUEST_URI) != null) {
            throw Failure.invalidRequest(
                    "Push the parameters of the request themselves: a request_uri cannot be pushed (RFC 9126, section 2.1).");
        }
        // RFC 9126, section 3: what is beside a request object means nothing.
        Parameters meant = isObject(client, form) ? objects.read(client, once(form, REQUEST), false) : form;
        Parameters parameters = bound(meant.only(KNOWN::contains).with(CLIENT_ID, client.clientId()), key);
        String encoded = parameters.encoded(KNOWN::contains);
        if (encoded.length() > Parameters.MAX_LENGTH) {
            throw new Failure(HttpStatus.CONTENT_TOO_LARGE, "invalid_request", "The request is too large.");
        }
        try {
            read(client, parameters, Sent.pushing(parameters));
            return encoded;
        } catch (RefusedRequest e) {
            throw new Failure(HttpStatus.BAD_REQUEST, e.code(), e.description());
        }
    }

    private static Parameters bound(Parameters parameters, @Nullable String key) {
        String named = parameters.get(KEY_THUMBPRINT);
        if (key != null && named != null && !named.equals(key)) {
            throw new Failure(
                    HttpStatus.BAD_REQUEST, "invalid_dpop_proof", "The dpop_jkt is not that of the key of the proof.");
        }
        return key == null || named != null ? parameters : parameters.with(KEY_THUMBPRINT, key);
    }

    /**
     * A request with the mark of this visit, if it is one that expires and that this browser opens in time. Whatever its user
     * is asked then may take an hour.
     */
    AuthorizationRequest visited(AuthorizationRequest request, HttpServletRequest http, HttpServletResponse response) {
        Sent sent = request.sent();
        return sent.reference() != null && sent.inTime()
                ? request.visited(visits.write(sent.visited(), http, response))
                : request;
    }

    private AuthorizationRequest read(Client client, Parameters parameters, Sent sent) {
        String redirectUri = once(parameters, "redirect_uri");
        if (!client.signIn().mayRedirectTo(redirectUri)) {
            throw Failure.invalidRequest("The redirect_uri is not one that is registered for this client.");
        }
        String state = parameters.isRepeated("state") ? null : parameters.get("state");
        return new RequestReader(resources, hints, new ReturnAddress(client, redirectUri, state), parameters, sent)
                .read();
    }

    private Client client(String clientId, String address) {
        Optional<Client> client =
                ClientUrl.isMeant(clientId) ? Optional.of(documents.find(clientId, address)) : clients.find(clientId);
        return client.filter(found -> !found.isDisabled())
                .orElseThrow(() -> Failure.invalidRequest("There is no such client."));
    }

    private static String once(Parameters parameters, String name) {
        String value = parameters.get(name);
        if (value == null || parameters.isRepeated(name)) {
            throw Failure.invalidRequest("The parameter " + name + " is missing or there more than once.");
        }
        return value;
    }
}
