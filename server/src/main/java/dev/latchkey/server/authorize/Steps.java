package dev.latchkey.server.authorize;

import dev.latchkey.core.family.Scopes;
import dev.latchkey.core.resource.Targets;
import dev.latchkey.core.session.Acr;
import dev.latchkey.core.session.Amr;
import dev.latchkey.core.session.LiveSession;
import dev.latchkey.server.authorize.AuthorizationRequest.ExpectedUser;
import dev.latchkey.server.browser.SignedInMark;
import dev.latchkey.server.key.KeyDirectory;
import dev.latchkey.server.page.SignInPage.Reason;
import dev.latchkey.server.settings.SecondFactorPolicy;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides which step of an authorization request comes next: session, fresh enough, authentication context, consent, code.
 * A sign-in counts for what it was asked for, once: what is still unmet then is an error, never another round.
 */
public final class Steps {

    private final KeyDirectory keys;

    private final InstantSource clock;

    private final SecondFactorPolicy policy;

    public Steps(KeyDirectory keys, InstantSource clock, SecondFactorPolicy policy) {
        this.keys = keys;
        this.clock = clock;
        this.policy = policy;
    }

    /**
     * Decides.
     *
     * @param session of the browser; empty when there is none
     * @throws RefusedRequest when the client gets an error
     */
    public Step next(AuthorizationRequest request, Optional<LiveSession> session) {
        if (session.isEmpty()) {
            return signIn(request, Reason.ASKED, request.loginHint());
        }
        LiveSession live = session.get();
        boolean marked = isMarked(request, live);
        if (!isExpected(request, live)) {
            // With a mark: another user than the expected one has just signed in.
            if (marked) {
                throw loginRequired(request);
            }
            return signIn(request, Reason.ASKED, request.loginHint());
        }
        if (!marked && request.asks(Prompt.SELECT_ACCOUNT)) {
            return signIn(request, Reason.ASKED, request.loginHint());
        }
        if (!marked && (request.asks(Prompt.LOGIN) || isTooOld(request, live))) {
            return signIn(request, Reason.CONFIRM, live.username());
        }
        if (!marked && wantsStepUp(request, live)) {
            return signIn(request, Reason.CONFIRM, live.username());
        }
        checkAcr(request, live);
        return consent(request, live);
    }

    /** Whether the user of this session has just signed in for this request. */
    public boolean isMarked(AuthorizationRequest request, LiveSession live) {
        String mark = request.mark();
        return mark != null
                && keys.recognise(proofs ->
                                SignedInMark.isGood(proofs, live.reference(), request.query(), clock.instant(), mark)
                                        ? Optional.of(live)
                                        : Optional.empty())
                        .isPresent();
    }

    private static Step signIn(AuthorizationRequest request, Reason reason, String username) {
        if (request.asks(Prompt.NONE)) {
            throw loginRequired(request);
        }
        return new Step.SignIn(reason, username);
    }

    private static boolean isExpected(AuthorizationRequest request, LiveSession live) {
        String subject = live.userId().toString();
        Set<String> demanded = request.claims().subjects();
        if (!demanded.isEmpty() && !demanded.contains(subject)) {
            return false;
        }
        ExpectedUser hint = request.hint();
        if (hint == null) {
            return true;
        }
        // A hint that cannot be read, perhaps because its key is gone, does not stop a user who can be asked.
        return hint.subject() == null
                ? !request.asks(Prompt.NONE)
                : hint.subject().equals(subject);
    }

    private static boolean isTooOld(AuthorizationRequest request, LiveSession live) {
        Duration maxAge = request.maxAge();
        return maxAge != null && !live.isSignedInWithin(maxAge);
    }

    /**
     * Whether the user signs in again with another factor. A request asks only users who have one that reaches what it
     * wants; what an administrator demands asks all, who then add one.
     */
    private boolean wantsStepUp(AuthorizationRequest request, LiveSession live) {
        if ((policy == SecondFactorPolicy.REQUIRED && !Amr.isMultiFactor(live.amr())) || !suffices(request, live)) {
            return true;
        }
        Set<String> preferred = request.preferredAcr().map(Set::of).orElse(Set.of());
        return canReach(live, request.claims().essentialAcr())
                || (canReach(live, preferred) && !request.asks(Prompt.NONE));
    }

    /** Whether the sign-in reaches none of these values, and the user has a factor with which another one would. */
    private static boolean canReach(LiveSession live, Set<String> wanted) {
        String best = live.passkey() ? Acr.PHISHING_RESISTANT : live.secondFactor() ? Acr.TWO_FACTORS : Acr.ONE_FACTOR;
        return !Acr.reaches(live.amr(), wanted) && Acr.reaches(best, wanted);
    }

    /** Whether the sign-in is as sure as an administrator wants it for this client. */
    private static boolean suffices(AuthorizationRequest request, LiveSession live) {
        String demanded = request.client().signIn().acr();
        return demanded == null || Acr.reaches(live.amr(), Set.of(demanded));
    }

    /** A request that merely prefers another one gets what there is. */
    private static void checkAcr(AuthorizationRequest request, LiveSession live) {
        Set<String> essential = request.claims().essentialAcr();
        if (!suffices(request, live) || (!essential.isEmpty() && !Acr.reaches(live.amr(), essential))) {
            throw new RefusedRequest(
                    request.address(),
                    "unmet_authentication_requirements",
                    "The user cannot sign in with that class of authentication.");
        }
    }

    private static Step consent(AuthorizationRequest request, LiveSession live) {
        Scopes scopes = request.scopes().grantedTo(Scopes.parse(live.scope()));
        Scopes shown = scopes.with(request.claims().scopes(), Scopes.NONE);
        boolean missing = request.client().signIn().asksConsent() && !hasConsent(live, request.targets(), shown);
        boolean confirm =
                request.address().isOnDevice() || request.address().isDescribed() || request.asks(Prompt.CONSENT);
        if (request.asks(Prompt.NONE) && missing) {
            throw new RefusedRequest(
                    request.address(), "consent_required", "The user has not allowed this client all of that.");
        }
        if (request.asks(Prompt.NONE) && confirm) {
            throw new RefusedRequest(
                    request.address(),
                    "interaction_required",
                    "The user confirms each request of an app that is on the device, or that a document describes.");
        }
        return missing || confirm ? new Step.Ask(live, scopes, shown) : new Step.Issue(live, scopes);
    }

    /** What the user allowed for another resource, or without one, does not count. */
    private static boolean hasConsent(LiveSession live, Targets targets, Scopes scopes) {
        return targets.isNone()
                ? covers(live.consented().get(""), scopes)
                : targets.divide(scopes).entrySet().stream()
                        .allMatch(one -> covers(live.consented().get(one.getKey()), one.getValue()));
    }

    private static boolean covers(@Nullable String consented, Scopes scopes) {
        return consented != null && Scopes.parse(consented).containsAll(scopes);
    }

    private static RefusedRequest loginRequired(AuthorizationRequest request) {
        return new RefusedRequest(request.address(), "login_required", "The user has to sign in.");
    }
}
