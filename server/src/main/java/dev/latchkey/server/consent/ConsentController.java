package dev.latchkey.server.consent;

import dev.latchkey.core.Database;
import dev.latchkey.core.consent.ScopeDescriptions;
import dev.latchkey.core.family.Scopes;
import dev.latchkey.core.jdbc.Ids;
import dev.latchkey.core.session.LiveSession;
import dev.latchkey.server.authorize.Answers;
import dev.latchkey.server.authorize.AuthorizationRequest;
import dev.latchkey.server.authorize.AuthorizationRequests;
import dev.latchkey.server.authorize.RefusedRequest;
import dev.latchkey.server.authorize.Step;
import dev.latchkey.server.authorize.Steps;
import dev.latchkey.server.browser.CurrentSession;
import dev.latchkey.server.browser.FormToken;
import dev.latchkey.server.browser.Forms;
import dev.latchkey.server.browser.Parameters;
import dev.latchkey.server.cache.ResourceDirectory;
import dev.latchkey.server.http.Endpoint;
import dev.latchkey.server.http.Failure;
import dev.latchkey.server.page.ConsentPage;
import dev.latchkey.server.page.ErrorPages;
import dev.latchkey.server.page.Form;
import dev.latchkey.server.page.Language;
import dev.latchkey.server.page.Pages;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;

/**
 * The page where users allow clients something. Allowing issues the code at once, under the family id that stands in the
 * form: sent again, the same form never begins a second family.
 */
@Controller
public final class ConsentController {

    private static final String PATH = "/consent";

    private final AuthorizationRequests requests;
    private final CurrentSession session;
    private final Steps steps;
    private final Forms forms;
    private final Answers answers;
    private final Pages pages;
    private final Approvals approvals;
    private final ScopeDescriptions descriptions;
    private final ResourceDirectory resources;

    ConsentController(
            AuthorizationRequests requests,
            CurrentSession session,
            Steps steps,
            Forms forms,
            Answers answers,
            Pages pages,
            ResourceDirectory resources,
            Database database) {
        this.requests = requests;
        this.session = session;
        this.steps = steps;
        this.forms = forms;
        this.answers = answers;
        this.pages = pages;
        this.approvals = new Approvals(database);
        this.descriptions = database.scopeDescriptions();
        this.resources = resources;
    }

    @GetMapping(PATH)
    void show(HttpServletRequest http, HttpServletResponse response) throws IOException {
        try {
            AuthorizationRequest request = requests.read(http);
            Step next = steps.next(request, find(http, request));
            if (next instanceof Step.Ask ask) {
                pages.write(page(request, ask, http, response), Language.of(request.uiLocales(), http), http, response);
            } else {
                answers.toStep(request.at(Endpoint.AUTHORIZATION.path()), response);
            }
        } catch (RefusedRequest e) {
            answers.refuse(e, response);
        }
    }

    @PostMapping(PATH)
    void decide(HttpServletRequest http, HttpServletResponse response) throws IOException {
        try {
            Parameters form = Parameters.ofForm(http);
            if (Stream.of(Forms.TOKEN, Forms.SHOWN, Forms.DESCRIBED, Form.DECISION)
                    .anyMatch(form::isRepeated)) {
                throw Failure.invalidRequest("A field of the form is there more than once.");
            }
            AuthorizationRequest request = requests.read(http);
            Optional<LiveSession> live = find(http, request);
            Scopes shown = shown(form);
            String described = Objects.requireNonNullElse(form.get(Forms.DESCRIBED), "");
            Optional<UUID> familyId = forms.read(
                            PATH,
                            place(request, shown, described),
                            form.get(Forms.TOKEN),
                            live.map(LiveSession::reference).orElse(null),
                            http)
                    .map(FormToken::familyId);
            if (familyId.isPresent() && ConsentPage.REFUSE.equals(form.get(Form.DECISION))) {
                throw RefusedRequest.denied(request.address());
            }
            // A client or a resource that is another one by now is shown again.
            boolean allowed = familyId.isPresent()
                    && described.equals(Approvals.digest(request, resources))
                    && ConsentPage.ALLOW.equals(form.get(Form.DECISION));
            if (!allowed || !issue(request, live, shown, familyId.get(), response)) {
                answers.toStep(request.at(Endpoint.AUTHORIZATION.path()), response);
            }
        } catch (RefusedRequest e) {
            answers.refuse(e, response);
        }
    }

    private Optional<LiveSession> find(HttpServletRequest http, AuthorizationRequest request) {
        return session.find(http, request.client().id());
    }

    /** The scopes that the page showed; the MAC of the form says that it did. */
    private static Scopes shown(Parameters form) {
        try {
            return Scopes.parse(Objects.requireNonNullElse(form.get(Forms.SHOWN), ""));
        } catch (IllegalArgumentException e) {
            throw ErrorPages.foreignForm();
        }
    }

    /** What the form is bound to. A form of a server of the version before has no digest: it is shown again. */
    private static String place(AuthorizationRequest request, Scopes shown, String described) {
        return request.query() + " " + shown + (described.isEmpty() ? "" : "\n" + described);
    }

    /**
     * Stores what the user allows, and answers with a code; false when another step comes first, or when the client or the
     * user has other scopes by now than the page showed.
     */
    private boolean issue(
            AuthorizationRequest request,
            Optional<LiveSession> live,
            Scopes shown,
            UUID familyId,
            HttpServletResponse response) {
        record Decided(LiveSession session, Scopes scopes) {}
        Decided decided = switch (steps.next(request, live)) {
            case Step.Ask ask -> ask.shown().equals(shown) ? new Decided(ask.session(), ask.scopes()) : null;
            // Allowed in another tab meanwhile.
            case Step.Issue issue -> new Decided(issue.session(), issue.scopes());
            case Step.SignIn signIn -> null;
        };
        if (decided == null
                || !shown.containsAll(decided.scopes())
                || !approvals.approve(decided.session(), request, shown)) {
            return false;
        }
        answers.code(request, decided.session(), decided.scopes(), familyId, response);
        return true;
    }

    private ConsentPage page(
            AuthorizationRequest request, Step.Ask ask, HttpServletRequest http, HttpServletResponse response) {
        LiveSession live = ask.session();
        String described = Approvals.digest(request, resources);
        Form form = forms.make(
                PATH,
                request.at(PATH),
                place(request, ask.shown(), described),
                live.reference(),
                Ids.at(live.now()),
                http,
                response);
        return new ConsentPage(
                form.with(Forms.SHOWN, ask.shown().toString()).with(Forms.DESCRIBED, described),
                request.address().clientName(),
                live.username(),
                request.atForAnotherUser(Endpoint.AUTHORIZATION.path()),
                ConsentPage.Scope.list(ask.shown().tokens(), descriptions.find(ask.shown())),
                resources.names(request.targets().uris()),
                request.address().destination(),
                request.address().isOnDevice(),
                Approvals.documentHost(request.client()));
    }
}
