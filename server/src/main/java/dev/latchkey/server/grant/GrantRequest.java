package dev.latchkey.server.grant;

import dev.latchkey.core.client.Client;
import dev.latchkey.core.family.Family;
import dev.latchkey.core.family.Scopes;
import dev.latchkey.core.resource.Targets;
import dev.latchkey.server.clientauth.AuthenticatedClient;
import dev.latchkey.server.dpop.Proof;
import dev.latchkey.server.token.Confirmation;
import java.io.Serial;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationGrantAuthenticationToken;

/** A token request with a valid form, from an authenticated client that may use the grant. */
public final class GrantRequest extends OAuth2AuthorizationGrantAuthenticationToken {

    @Serial
    private static final long serialVersionUID = 1L;

    private final transient AuthenticatedClient client;
    private final transient Map<String, String[]> form;
    private final transient Optional<Scopes> requestedScopes;
    private final transient Targets targets;
    private final transient Sender sender;
    private final transient Optional<Proof> proof;
    private final transient Confirmation.@Nullable Certificate certificate;

    /** Where a request came from. */
    public record Sender(String address, @Nullable String userAgent) {}

    GrantRequest(
            String grantType,
            AuthenticatedClient client,
            Map<String, String[]> form,
            Optional<Scopes> requestedScopes,
            Targets targets,
            Sender sender,
            Optional<Proof> proof,
            Confirmation.@Nullable Certificate certificate) {
        super(new AuthorizationGrantType(grantType), client, null);
        this.client = client;
        this.form = form;
        this.requestedScopes = requestedScopes;
        this.targets = targets;
        this.sender = sender;
        this.proof = proof;
        this.certificate = certificate;
    }

    public Client client() {
        return client.client();
    }

    /** Until when an access token may live that the client gets for itself. */
    public Instant latestEnd() {
        return client.latestEnd();
    }

    AuthenticatedClient principal() {
        return client;
    }

    /** The {@code scope} parameter; empty when it was omitted. */
    public Optional<Scopes> requestedScopes() {
        return requestedScopes;
    }

    /** The {@code resource} parameters, which this client may ask for; none when they were omitted. */
    public Targets targets() {
        return targets;
    }

    /** A family as this request wants the access token: for the resources that it names, which the family must have. */
    public Family narrow(Family family) {
        return targets.isNone() ? family : family.forResources(targets.uris());
    }

    public Sender sender() {
        return sender;
    }

    /** The verified proof of the request, which a grant may still have to accept only once; empty when there is none. */
    public Optional<Proof> proof() {
        return proof;
    }

    /** What the access token is bound to; null for nothing. */
    public @Nullable Confirmation confirmation() {
        return certificate != null
                ? certificate
                : proof.map(Proof::jkt).map(Confirmation.Key::new).orElse(null);
    }

    /** The thumbprint of the key or certificate that the request proves; null for none. */
    public @Nullable String provedKey() {
        Confirmation confirmation = confirmation();
        return confirmation == null ? null : confirmation.thumbprint();
    }

    /**
     * The thumbprint of the key or certificate that refresh tokens are bound to; null for none. A confidential client may
     * change it, because it proves who it is (<a href="https://www.rfc-editor.org/rfc/rfc9449#section-5">RFC 9449, section
     * 5</a>, <a href="https://www.rfc-editor.org/rfc/rfc8705#section-4">RFC 8705, section 4</a>).
     */
    public @Nullable String refreshKey() {
        return client().confidential() ? null : provedKey();
    }

    /** The values of a parameter that may be there more than once; none when it is missing. */
    public List<String> all(String parameter) {
        String[] values = form.get(parameter);
        return values == null ? List.of() : List.of(values);
    }

    /** A parameter that the grant can do without; null when it is missing. */
    public @Nullable String optional(String parameter) {
        String[] values = form.get(parameter);
        return values == null ? null : values[0];
    }

    /**
     * A parameter that the grant cannot do without.
     *
     * @throws OAuth2AuthenticationException {@code invalid_request} when it is missing
     */
    public String required(String parameter) {
        String value = optional(parameter);
        if (value == null) {
            throw new OAuth2AuthenticationException(new OAuth2Error(
                    OAuth2ErrorCodes.INVALID_REQUEST, "The parameter " + parameter + " is missing.", null));
        }
        return value;
    }
}
