package dev.latchkey.server.par;

import dev.latchkey.core.Database;
import dev.latchkey.core.client.Client;
import dev.latchkey.core.pushed.PushedRequests;
import dev.latchkey.core.pushed.RequestUri;
import dev.latchkey.server.authorize.AuthorizationRequests;
import dev.latchkey.server.browser.Parameters;
import dev.latchkey.server.clientauth.AuthenticatedClient;
import dev.latchkey.server.dpop.Proof;
import dev.latchkey.server.dpop.ProofVerifier;
import dev.latchkey.server.http.Failure;
import dev.latchkey.server.key.KeyDirectory;
import dev.latchkey.server.limit.Limits;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.http.HttpServletRequest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * The pushed authorization request endpoint: <a href="https://www.rfc-editor.org/rfc/rfc9126#section-2">RFC 9126, section
 * 2</a>. The filters before it have authenticated the client. What is wrong with a request is said here, and not first to
 * the browser.
 */
@RestController
public final class PushedRequestController {

    private static final Logger LOG = LoggerFactory.getLogger(PushedRequestController.class);

    private final AuthorizationRequests requests;
    private final PushedRequests pushed;
    private final KeyDirectory keys;
    private final ProofVerifier proofs;
    private final Limits limits;
    private final PushedRequestMetrics metrics;

    PushedRequestController(
            AuthorizationRequests requests,
            Database database,
            KeyDirectory keys,
            ProofVerifier proofs,
            Limits limits,
            MeterRegistry registry) {
        this.requests = requests;
        this.pushed = database.requests().pushedRequests();
        this.keys = keys;
        this.proofs = proofs;
        this.limits = limits;
        this.metrics = new PushedRequestMetrics(registry);
    }

    @PostMapping("/oauth2/par")
    @ResponseStatus(HttpStatus.CREATED)
    Map<String, Object> push(HttpServletRequest request) {
        AuthenticatedClient authenticated =
                AuthenticatedClient.of(SecurityContextHolder.getContext().getAuthentication());
        Client client = authenticated.client();
        try {
            authenticated.requireOwnCredentials();
            Optional<Proof> proof = proofs.read(request);
            String key = proof.map(Proof::jkt).orElse(null);
            String parameters = requests.readPushing(client, Parameters.of(request.getParameterMap()), key);
            limits.pushedRequest(client, request.getRemoteAddr());
            proofs.spend(proof);
            UUID id = pushed.add(client.id(), parameters);
            metrics.countPushed();
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("request_uri", RequestUri.write(keys.proofs(), id, client.id()));
            answer.put("expires_in", PushedRequests.LIFETIME.toSeconds());
            return answer;
        } catch (Failure e) {
            LOG.info("Refused a request that client '{}' pushed: {}", client.clientId(), e.getMessage());
            metrics.countRefused(e.outcome());
            throw e;
        }
    }
}
