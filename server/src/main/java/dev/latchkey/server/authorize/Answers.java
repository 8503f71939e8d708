package dev.latchkey.server.authorize;

import dev.latchkey.core.family.AuthorizationCode;
import dev.latchkey.core.family.Restrictions;
import dev.latchkey.core.family.Scopes;
import dev.latchkey.core.session.LiveSession;
import dev.latchkey.server.key.KeyDirectory;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;

/**
 * Sends the browser on: to a step of this server or, with an answer, to the client. Always 303, so that no form is sent on
 * with its password, and always with the issuer (<a href="https://www.rfc-editor.org/rfc/rfc9207">RFC 9207</a>).
 */
public final class Answers {

    private static final Logger LOG = LoggerFactory.getLogger(Answers.class);

    private final String issuer;
    private final String base;
    private final KeyDirectory keys;
    private final AuthorizationMetrics metrics;

    public Answers(URI issuer, KeyDirectory keys, AuthorizationMetrics metrics) {
        this.issuer = issuer.toString();
        this.base = this.issuer.replaceAll("/$", "");
        this.keys = keys;
        this.metrics = metrics;
    }

    /**
     * Sends the browser to a step.
     *
     * @param url a path of this server with its query; the issuer comes before it, whatever host the request named
     */
    public void toStep(String url, HttpServletResponse response) {
        redirect(base + url, response);
    }

    /**
     * Sends a code to the client.
     *
     * @param familyId under which the tokens begin that the code is good for
     * @throws RefusedRequest when what goes into the code makes it too long
     */
    public void code(
            AuthorizationRequest request,
            LiveSession live,
            Scopes scopes,
            UUID familyId,
            HttpServletResponse response) {
        var grantor = new AuthorizationCode.Grantor(
                live.userId(), live.reference().id(), live.credentialVersion(), live.authTime(), live.amr());
        var grant = new AuthorizationCode.Grant(
                request.client().id(),
                request.address().redirectUri(),
                request.challenge(),
                request.nonce(),
                scopes,
                request.claims().json(),
                new Restrictions(request.targets().uris(), null));
        String code = new AuthorizationCode(familyId, live.now(), grantor, grant)
                .seal(keys.proofs())
                .orElseThrow(() -> new RefusedRequest(
                        request.address(),
                        "invalid_request",
                        "Scope, nonce, claims and resources are too long together to go into a code."));
        metrics.count(AuthorizationMetrics.CODE);
        answer(request.address(), Map.of("code", code), response);
    }

    /** Sends an error to the client. */
    public void refuse(RefusedRequest refused, HttpServletResponse response) {
        LOG.info("Refused an authorization of client '{}': {}", refused.client().clientId(), refused.getMessage());
        metrics.count(refused.code());
        Map<String, String> answer = new LinkedHashMap<>();
        answer.put("error", refused.code());
        answer.put("error_description", refused.description());
        answer(refused.address(), answer, response);
    }

    private void answer(ReturnAddress address, Map<String, String> answer, HttpServletResponse response) {
        Map<String, String> all = new LinkedHashMap<>(answer);
        if (address.state() != null) {
            all.put("state", address.state());
        }
        all.put("iss", issuer);
        redirect(address.with(all), response);
    }

    private static void redirect(String location, HttpServletResponse response) {
        response.setStatus(HttpServletResponse.SC_SEE_OTHER);
        response.setHeader(HttpHeaders.LOCATION, location);
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        response.setHeader("Referrer-Policy", "no-referrer");
    }
}
