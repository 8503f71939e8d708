package dev.latchkey.server.device;

import dev.latchkey.core.Database;
import dev.latchkey.core.client.Client;
import dev.latchkey.core.client.GrantType;
import dev.latchkey.core.device.DeviceGrants;
import dev.latchkey.core.device.NewDeviceGrant;
import dev.latchkey.core.family.Scopes;
import dev.latchkey.core.resource.Targets;
import dev.latchkey.server.cache.ResourceDirectory;
import dev.latchkey.server.clientauth.AuthenticatedClient;
import dev.latchkey.server.http.Endpoint;
import dev.latchkey.server.http.Failure;
import dev.latchkey.server.key.KeyDirectory;
import dev.latchkey.server.limit.Limits;
import dev.latchkey.server.settings.ServerSettings;
import jakarta.servlet.http.HttpServletRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * The device authorization endpoint: <a href="https://www.rfc-editor.org/rfc/rfc8628#section-3.1">RFC 8628, section
 * 3.1</a>. The filters before it have authenticated the client.
 */
@RestController
public final class DeviceAuthorizationController {

    /** The parameter that fills the field of the page. */
    static final String USER_CODE = "user_code";

    private final DeviceGrants grants;
    private final ResourceDirectory resources;
    private final KeyDirectory keys;
    private final Limits limits;
    private final String verificationUri;

    DeviceAuthorizationController(
            Database database, ResourceDirectory resources, KeyDirectory keys, Limits limits, ServerSettings settings) {
        this.resources = resources;
        this.grants = database.deviceGrants();
        this.keys = keys;
        this.limits = limits;
        this.verificationUri = settings.issuer().toString().replaceAll("/$", "") + Endpoint.DEVICE.path();
    }

    @PostMapping("/oauth2/device_authorization")
    Map<String, Object> begin(HttpServletRequest request) {
        AuthenticatedClient authenticated =
                AuthenticatedClient.of(SecurityContextHolder.getContext().getAuthentication());
        authenticated.requireOwnCredentials();
        Client client = authenticated.client();
        if (!client.mayUse(GrantType.DEVICE_CODE)) {
            throw new Failure(HttpStatus.BAD_REQUEST, "unauthorized_client", "This client may not use that grant.");
        }
        // scope OPTIONAL
        Scopes scopes = scopes(client, request.getParameter("scope"));
        // resource OPTIONAL, more than once too (RFC 8707, section 2)
        String[] values = request.getParameterValues(ResourceDirectory.PARAMETER);
        List<String> named = values == null ? List.of() : List.of(values);
        Targets targets = resources
                .find(client, named)
                .orElseThrow(
                        () -> new Failure(HttpStatus.BAD_REQUEST, "invalid_target", resources.refusal(client, named)));
        limits.deviceAuthorization(client, request.getRemoteAddr());
        NewDeviceGrant grant = new NewDeviceGrant(
                client.id(),
                targets.ofGrant(scopes),
                targets.uris(),
                request.getRemoteAddr(),
                request.getHeader(HttpHeaders.USER_AGENT));
        DeviceGrants.Codes codes = grants.begin(grant, keys.proofs());
        String userCode = codes.userCode().text();
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("device_code", codes.deviceCode());
        answer.put(USER_CODE, userCode);
        answer.put("verification_uri", verificationUri);
        answer.put("verification_uri_complete", verificationUri + "?" + USER_CODE + "=" + userCode);
        answer.put("expires_in", DeviceGrants.LIFETIME.toSeconds());
        answer.put("interval", DeviceGrants.INTERVAL.toSeconds());
        return answer;
    }

    /** Without the parameter: all that the client has and that is no matter of OpenID Connect. */
    private static Scopes scopes(Client client, @Nullable String text) {
        if (text == null || text.isBlank()) {
            return client.scopes().with(Scopes.NONE, Scopes.OPENID_CONNECT);
        }
        Scopes requested;
        try {
            requested = Scopes.parse(text);
        } catch (IllegalArgumentException e) {
            throw invalidScope("The scope is not a list of scope tokens.");
        }
        if (!client.scopes().containsAll(requested)) {
            throw invalidScope("The scope goes beyond what may be granted.");
        }
        return requested;
    }

    private static Failure invalidScope(String why) {
        return new Failure(HttpStatus.BAD_REQUEST, "invalid_scope", why);
    }
}
