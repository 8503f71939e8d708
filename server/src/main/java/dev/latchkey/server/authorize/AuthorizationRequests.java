package dev.latchkey.server.authorize;

import dev.latchkey.core.account.InvalidValueException;
import dev.latchkey.core.client.Client;
import dev.latchkey.core.client.ClientUrl;
import dev.latchkey.core.client.GrantType;
import dev.latchkey.core.family.Pkce;
import dev.latchkey.server.authorize.AuthorizationRequest.ExpectedUser;
import dev.latchkey.server.browser.Parameters;
import dev.latchkey.server.browser.SignedInMark;
import dev.latchkey.server.cache.ClientDirectory;
import dev.latchkey.server.cache.ResourceDirectory;
import dev.latchkey.server.claims.RequestedClaims;
import dev.latchkey.server.document.ClientDocuments;
import dev.latchkey.server.http.Failure;
import dev.latchkey.server.token.IdTokenHints;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads authorization requests, again at each step. Until client and redirect URI are known to belong together, an error is
 * a page; after that it is an answer to the client.
 */
public final class AuthorizationRequests {

    /**
     * All that mean something, in the order of RFC 6749, RFC 7636, OpenID Connect Core, sections 3.1.2.1 and 5, RFC 8707, and
     * OpenID Connect Core, section 6.
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
            "registration");

    /** Nothing is fetched, and nothing is read. */
    private static final List<String> UNSUPPORTED = List.of("request", "request_uri", "registration");

    private static final String INVALID_REQUEST = "invalid_request";

    /** In characters. */
    private static final int MAX_NONCE = 512;

    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,10}");

    private final ClientDirectory clients;
    private final ClientDocuments documents;
    private final ResourceDirectory resources;
    private final IdTokenHints hints;

    public AuthorizationRequests(
            ClientDirectory clients, ClientDocuments documents, ResourceDirectory resources, IdTokenHints hints) {
        this.clients = clients;
        this.documents = documents;
        this.resources = resources;
        this.hints = hints;
    }

    static boolean isKnown(String parameter) {
        return KNOWN.contains(parameter);
    }

    /**
     * Reads the request that the query of a URL is.
     *
     * @throws Failure when the client cannot be told, or not by redirecting there
     * @throws RefusedRequest when the client is to be told what is wrong
     */
    public AuthorizationRequest read(HttpServletRequest request) {
        return read(Parameters.ofQuery(request), request.getRemoteAddr());
    }

    /**
     * As {@link #read(HttpServletRequest)}, for the query of a page that users also open without an application.
     *
     * @param address of the browser
     * @return empty when the query has no parameter of an authorization request; unknown ones are ignored (RFC 6749, section
     *     3.1)
     */
    Optional<AuthorizationRequest> find(Parameters parameters, String address) {
        return parameters.encoded(AuthorizationRequests::isKnown).isEmpty()
                ? Optional.empty()
                : Optional.of(read(parameters, address));
    }

    AuthorizationRequest read(Parameters parameters, String address) {
        String query = parameters.encoded(AuthorizationRequests::isKnown);
        if (query.length() > Parameters.MAX_LENGTH) {
            throw Parameters.tooLong();
        }
        return new Reader(parameters, query, returnAddress(parameters, address)).read();
    }

    private ReturnAddress returnAddress(Parameters parameters, String address) {
        String clientId = once(parameters, "client_id");
        Client client = find(clientId, address)
                .filter(found -> !found.isDisabled())
                .orElseThrow(() -> Failure.invalidRequest("There is no such client."));
        String redirectUri = once(parameters, "redirect_uri");
        if (!client.signIn().mayRedirectTo(redirectUri)) {
            throw Failure.invalidRequest("The redirect_uri is not one that is registered for this client.");
        }
        String state = parameters.isRepeated("state") ? null : parameters.get("state");
        return new ReturnAddress(client, redirectUri, state);
    }

    private Optional<Client> find(String clientId, String address) {
        return ClientUrl.isMeant(clientId) ? Optional.of(documents.find(clientId, address)) : clients.find(clientId);
    }

    private static String once(Parameters parameters, String name) {
        String value = parameters.get(name);
        if (value == null || parameters.isRepeated(name)) {
            throw Failure.invalidRequest("The parameter " + name + " is missing or there more than once.");
        }
        return value;
    }

    /** Reads one request whose errors the client is told. */
    private final class Reader {

        private final Parameters parameters;
        private final String query;
        private final ReturnAddress address;

        Reader(Parameters parameters, String query, ReturnAddress address) {
            this.parameters = parameters;
            this.query = query;
            this.address = address;
        }

        AuthorizationRequest read() {
            for (String name : parameters.repeated()) {
                if (isKnown(name) && !name.equals(ResourceDirectory.PARAMETER)) {
                    refuse(INVALID_REQUEST, "The parameter " + name + " is there more than once.");
                }
            }
            for (String name : UNSUPPORTED) {
                if (parameters.get(name) != null) {
                    refuse(name + "_not_supported", "The parameter " + name + " is not supported.");
                }
            }
            checkResponse();
            Wanted wanted = Wanted.read(parameters, address, resources);
            byte[] challenge = challenge();
            Set<Prompt> prompts = Prompt.parse(parameters.get("prompt"))
                    .orElseThrow(() -> refusal(INVALID_REQUEST, "The prompt is unknown, or none is not alone."));
            return new AuthorizationRequest(
                    address,
                    wanted.scopes(),
                    wanted.targets(),
                    nonce(),
                    challenge,
                    prompts,
                    maxAge(),
                    expectedUser(),
                    claims(),
                    parameters,
                    query,
                    parameters.get(SignedInMark.PARAMETER));
        }

        private void checkResponse() {
            // response_type REQUIRED
            String type = parameters.get("response_type");
            if (type == null) {
                refuse(INVALID_REQUEST, "The parameter response_type is missing.");
            }
            if (!"code".equals(type)) {
                refuse("unsupported_response_type", "The only response_type is code.");
            }
            String mode = parameters.get("response_mode");
            if (mode != null && !mode.equals("query")) {
                refuse(INVALID_REQUEST, "The only response_mode is query.");
            }
            if (!address.client().mayUse(GrantType.AUTHORIZATION_CODE)) {
                refuse("unauthorized_client", "The client may not use the authorization code grant.");
            }
        }

        /** Only S256: with "plain" a reader of the request has the verifier. */
        private byte @Nullable [] challenge() {
            String text = parameters.get("code_challenge");
            String method = parameters.get("code_challenge_method");
            Client client = address.client();
            if (text == null && method == null) {
                if (!client.confidential() || client.signIn().requiresPkce()) {
                    refuse(INVALID_REQUEST, "The parameter code_challenge is missing.");
                }
                return null;
            }
            if (text == null || !"S256".equals(method)) {
                refuse(INVALID_REQUEST, "A code_challenge has the code_challenge_method S256.");
            }
            return Pkce.challenge(String.valueOf(text))
                    .orElseThrow(() -> refusal(INVALID_REQUEST, "The code_challenge is no SHA-256 in base64url."));
        }

        private @Nullable String nonce() {
            String nonce = parameters.get("nonce");
            if (nonce != null && nonce.length() > MAX_NONCE) {
                refuse(INVALID_REQUEST, "The nonce is longer than " + MAX_NONCE + " characters.");
            }
            return nonce;
        }

        private @Nullable Duration maxAge() {
            String text = parameters.get("max_age");
            if (text != null && !SECONDS.matcher(text).matches()) {
                refuse(INVALID_REQUEST, "The max_age is not a number of seconds.");
            }
            return text == null ? null : Duration.ofSeconds(Long.parseLong(text));
        }

        private @Nullable ExpectedUser expectedUser() {
            String hint = parameters.get("id_token_hint");
            return hint == null
                    ? null
                    : new ExpectedUser(
                            hints.read(hint).map(IdTokenHints.Hint::subject).orElse(null));
        }

        private RequestedClaims claims() {
            try {
                return RequestedClaims.read(parameters.get("claims"))
                        .within(address.client().scopes());
            } catch (InvalidValueException e) {
                throw refusal(INVALID_REQUEST, String.valueOf(e.getMessage()));
            }
        }

        private void refuse(String code, String description) {
            throw refusal(code, description);
        }

        private RefusedRequest refusal(String code, String description) {
            return new RefusedRequest(address, code, description);
        }
    }
}
