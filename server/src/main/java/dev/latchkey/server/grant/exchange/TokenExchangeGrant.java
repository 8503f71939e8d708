package dev.latchkey.server.grant.exchange;

import dev.latchkey.core.client.Client;
import dev.latchkey.core.client.GrantType;
import dev.latchkey.core.family.Exchange;
import dev.latchkey.core.family.ExchangedFamilies;
import dev.latchkey.core.family.NewExchange;
import dev.latchkey.core.family.NewExchange.Parent;
import dev.latchkey.core.family.Scopes;
import dev.latchkey.core.resource.Targets;
import dev.latchkey.server.cache.ResourceDirectory;
import dev.latchkey.server.dpop.ProofVerifier;
import dev.latchkey.server.dpop.RefusedProof;
import dev.latchkey.server.grant.Grant;
import dev.latchkey.server.grant.GrantErrors;
import dev.latchkey.server.grant.GrantRequest;
import dev.latchkey.server.grant.exchange.ExchangeMetrics.Outcome;
import dev.latchkey.server.token.AccessToken;
import dev.latchkey.server.token.Actors;
import dev.latchkey.server.token.IssuedTokens;
import dev.latchkey.server.token.Issuer;
import dev.latchkey.server.token.Presented;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client that is an API gets an access token for an API that it calls, for an access token that was sent to it: <a
 * href="https://www.rfc-editor.org/rfc/rfc8693#section-2.1">RFC 8693, section 2.1</a>. It acts for the subject (delegation,
 * section 1.1); nothing lets it become the subject. A token that is not good is {@code invalid_request} (section 2.2.2).
 */
public final class TokenExchangeGrant implements Grant {

    private static final Logger LOG = LoggerFactory.getLogger(TokenExchangeGrant.class);

    private static final String AUDIENCE = "audience";
    private static final String REQUESTED_TOKEN_TYPE = "requested_token_type";

    private final Presented presented;
    private final ExchangedFamilies families;
    private final ResourceDirectory resources;
    private final Issuer issuer;
    private final ProofVerifier proofs;
    private final ExchangeMetrics metrics;

    public TokenExchangeGrant(
            Presented presented,
            ExchangedFamilies families,
            ResourceDirectory resources,
            Issuer issuer,
            ProofVerifier proofs,
            ExchangeMetrics metrics) {
        this.presented = presented;
        this.families = families;
        this.resources = resources;
        this.issuer = issuer;
        this.proofs = proofs;
        this.metrics = metrics;
    }

    @Override
    public GrantType type() {
        return GrantType.TOKEN_EXCHANGE;
    }

    @Override
    public IssuedTokens grant(GrantRequest request) {
        Client client = request.client();
        // subject_token and subject_token_type REQUIRED
        String text = request.required("subject_token");
        if (!request.required("subject_token_type").equals(IssuedTokens.ACCESS_TOKEN_TYPE)) {
            throw GrantErrors.invalidRequest("The subject_token_type is not " + IssuedTokens.ACCESS_TOKEN_TYPE
                    + ": no other tokens can be exchanged.");
        }
        // requested_token_type OPTIONAL
        String requestedType = request.optional(REQUESTED_TOKEN_TYPE);
        if (requestedType != null && !requestedType.equals(IssuedTokens.ACCESS_TOKEN_TYPE)) {
            throw GrantErrors.invalidRequest("The requested_token_type is not " + IssuedTokens.ACCESS_TOKEN_TYPE
                    + ": an exchange gives no other tokens.");
        }
        // actor_token and actor_token_type OPTIONAL: the actor is the client, which has proved that
        if (request.optional("actor_token") != null || request.optional("actor_token_type") != null) {
            throw GrantErrors.invalidRequest("The actor is the client itself: leave out actor_token.");
        }
        Targets target = target(request);
        AccessToken subject = presented
                .accessToken(text)
                .orElseThrow(() -> refused(client, Outcome.FORGED, "not an access token of this server, or expired"));
        String source = resources
                .served(client, subject.audience())
                .orElseThrow(() -> refused(
                        client, Outcome.NOT_SERVED, "it serves none of the token's audience " + subject.audience()));
        if (subject.actors().isFull()) {
            metrics.count(Outcome.TOO_DEEP);
            throw GrantErrors.invalidRequest(
                    "The access token was exchanged " + Actors.MOST + " times, which is the most.");
        }
        if (subject.confirmation() != null && request.confirmation() == null) {
            metrics.count(Outcome.UNPROVED);
            throw RefusedProof.invalid("The access token is bound, and so the new one has to be: send a DPoP proof of a"
                    + " key of the client, or have the tokens of the client bound to its certificate.");
        }
        Scopes most = target.ofToken(subject.scopes().intersect(client.scopes()));
        Scopes wanted = within(most, request.requestedScopes().orElse(most));
        proofs.spend(request.proof());
        Exchange exchange = families.begin(new NewExchange(
                        parent(subject),
                        subject.subject(),
                        subject.expiresAt(),
                        client.id(),
                        source,
                        target.uris().getFirst()))
                .orElseThrow(() -> ended(client, subject));
        Scopes granted = exchange.held(wanted);
        within(granted, request.requestedScopes().orElse(granted));
        IssuedTokens issued = issuer.exchange(client, exchange, subject, target, granted, request.confirmation())
                .orElseThrow(() -> ended(client, subject));
        metrics.count(Outcome.EXCHANGED);
        LOG.info(
                "Client '{}' exchanged access token {} of {} for one of family {} for {}: {}",
                client.clientId(),
                subject.jti(),
                subject.subject(),
                exchange.id(),
                target.uris().getFirst(),
                granted);
        return issued;
    }

    /** The one resource that the new token is for; without a parameter the only one that the client may get tokens for. */
    private Targets target(GrantRequest request) {
        Client client = request.client();
        // resource and audience OPTIONAL: the one is a URI, the other a name, and here names are URIs
        List<String> named = new ArrayList<>(request.targets().uris());
        named.addAll(request.all(AUDIENCE));
        List<String> distinct = named.stream().distinct().toList();
        if (distinct.isEmpty() && client.exchangeTo().size() > 1) {
            throw GrantErrors.invalidRequest(
                    "The parameter resource is missing: the client may exchange tokens for several.");
        }
        List<String> wanted = distinct.isEmpty() ? client.exchangeTo() : distinct;
        if (wanted.size() != 1) {
            throw refusedTarget(
                    client,
                    wanted.isEmpty()
                            ? "The client may exchange tokens for no resource."
                            : "An exchange is for one resource.");
        }
        if (!client.exchangeTo().contains(wanted.getFirst())) {
            throw refusedTarget(client, "The client may not exchange tokens for this resource.");
        }
        return resources
                .find(client, wanted)
                .orElseThrow(() -> refusedTarget(client, resources.refusal(client, wanted)));
    }

    private RuntimeException refusedTarget(Client client, String why) {
        metrics.count(Outcome.TARGET);
        LOG.info("Refused an exchange of client '{}': {}", client.clientId(), why);
        return GrantErrors.invalidTarget(why);
    }

    /** Something has to be left, and all that was requested. */
    private Scopes within(Scopes most, Scopes wanted) {
        if (wanted.isEmpty() || !most.containsAll(wanted)) {
            metrics.count(Outcome.SCOPE);
            throw GrantErrors.invalidScope();
        }
        return wanted;
    }

    private static Parent parent(AccessToken token) {
        return token.family()
                .<Parent>map(family -> token.actors().isNone()
                        ? new Parent.OfUser(family)
                        : new Parent.Exchanged(family, token.username() != null))
                .orElseGet(() -> new Parent.OwnToken(token.jti(), token.madeAt(), token.statusIndex()));
    }

    private RuntimeException ended(Client client, AccessToken subject) {
        return refused(
                client,
                Outcome.ENDED,
                "access token " + subject.jti() + " of " + subject.subject()
                        + ", its subject, the client or a resource has ended");
    }

    private RuntimeException refused(Client client, Outcome outcome, String why) {
        metrics.count(outcome);
        LOG.info("Refused an exchange of client '{}': {}", client.clientId(), why);
        return GrantErrors.invalidSubjectToken();
    }
}
