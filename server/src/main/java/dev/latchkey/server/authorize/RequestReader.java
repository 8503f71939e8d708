package dev.latchkey.server.authorize;

import dev.latchkey.core.account.InvalidValueException;
import dev.latchkey.core.client.Client;
import dev.latchkey.core.client.GrantType;
import dev.latchkey.core.client.TokenBinding;
import dev.latchkey.core.family.Pkce;
import dev.latchkey.server.authorize.AuthorizationRequest.ExpectedUser;
import dev.latchkey.server.browser.Parameters;
import dev.latchkey.server.browser.SignedInMark;
import dev.latchkey.server.cache.ResourceDirectory;
import dev.latchkey.server.claims.RequestedClaims;
import dev.latchkey.server.token.IdTokenHints;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads one request whose errors the client is told. */
final class RequestReader {

    /** Nothing is fetched, and nothing is read. */
    private static final List<String> UNSUPPORTED = List.of("request", "request_uri", "registration");

    private static final String INVALID_REQUEST = "invalid_request";

    /** In characters. */
    private static final int MAX_NONCE = 512;

    /** SHA-256 in base64url. */
    private static final Pattern THUMBPRINT = Pattern.compile("[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]");

    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,10}");

    private final ResourceDirectory resources;
    private final IdTokenHints hints;
    private final ReturnAddress address;
    private final Parameters parameters;
    private final Sent sent;

    /**
     * Prepares.
     *
     * @param parameters of the request
     * @param sent the query by which it came
     */
    RequestReader(
            ResourceDirectory resources, IdTokenHints hints, ReturnAddress address, Parameters parameters, Sent sent) {
        this.resources = resources;
        this.hints = hints;
        this.address = address;
        this.parameters = parameters;
        this.sent = sent;
    }

    /**
     * Reads it.
     *
     * @throws RefusedRequest when the client is to be told what is wrong
     */
    AuthorizationRequest read() {
        for (String name : parameters.repeated()) {
            if (AuthorizationRequests.isKnown(name) && !name.equals(ResourceDirectory.PARAMETER)) {
                refuse(INVALID_REQUEST, "The parameter " + name + " is there more than once.");
            }
        }
        for (String name : UNSUPPORTED) {
            if (parameters.get(name) != null) {
                refuse(
                        name + "_not_supported",
                        "The parameter " + name + " is not supported"
                                + (name.equals("request") ? " of clients without a registered key." : "."));
            }
        }
        // RFC 9126, section 6
        if (address.client().safeguards().requiresPar() && !sent.pushed()) {
            refuse(INVALID_REQUEST, "The client has to push its requests (RFC 9126).");
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
                sent.with(prompts),
                maxAge(),
                expectedUser(),
                claims(),
                keyThumbprint(),
                parameters,
                sent,
                sent.parameters().get(SignedInMark.PARAMETER));
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
        if (text == null) {
            throw refusal(INVALID_REQUEST, "The parameter code_challenge is missing.");
        }
        if (!"S256".equals(method)) {
            refuse(
                    INVALID_REQUEST,
                    "The code_challenge_method has to be S256. Without the parameter it would be plain.");
        }
        return Pkce.challenge(text)
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

    /** RFC 9449, section 10. */
    private @Nullable String keyThumbprint() {
        String text = parameters.get(AuthorizationRequests.KEY_THUMBPRINT);
        if (text != null && !THUMBPRINT.matcher(text).matches()) {
            refuse(INVALID_REQUEST, "The dpop_jkt is no SHA-256 in base64url.");
        }
        if (text != null && address.client().safeguards().binding() == TokenBinding.TLS) {
            // What the client proves at the token endpoint is its certificate.
            refuse(INVALID_REQUEST, "The tokens of this client are bound to its certificate, not to a key.");
        }
        return text;
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
