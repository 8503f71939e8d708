package dev.latchkey.server.consent;

import dev.latchkey.core.Database;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.consent.Consents;
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
import dev.latchkey.server.http.Endpoint;
import dev.latchkey.server.http.Failure;
import dev.latchkey.server.page.ConsentPage;
import dev.latchkey.server.page.Form;
import dev.latchkey.server.page.Language;
import dev.latchkey.server.page.Pages;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
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
    private final Consents consents;
    private final ScopeDescriptions descriptions;

    ConsentController(
            AuthorizationRequests requests,
            CurrentSession session,
            Steps steps,
            Forms forms,
            Answers answers,
            Pages pages,
            Database database) {
        this.requests = requests;
        this.session = session;
        this.steps = steps;
        this.forms = forms;
        this.answers = answers;
        this.pages = pages;
        this.consents = database.consents();
        this.descriptions = database.scopeDescriptions();
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
            if (form.isRepeated(Forms.TOKEN) || form.isRepeated(Form.DECISION)) {
                throw Failure.invalidRequest("A field of the form is there more than once.");
            }
            AuthorizationRequest request = requests.read(http);
            Optional<LiveSession> live = find(http, request);
            Optional<UUID> familyId = forms.read(
                            PATH,
                            request.query(),
                            form.get(Forms.TOKEN),
                            live.map(LiveSession::reference).orElse(null),
                            http)
                    .map(FormToken::familyId);
            if (familyId.isPresent() && ConsentPage.REFUSE.equals(form.get(Form.DECISION))) {
                throw RefusedRequest.denied(request.address());
            }
            boolean allowed = familyId.isPresent() && ConsentPage.ALLOW.equals(form.get(Form.DECISION));
            if (!allowed || !issue(request, live, familyId.get(), response)) {
                answers.toStep(request.at(Endpoint.AUTHORIZATION.path()), response);
            }
        } catch (RefusedRequest e) {
            answers.refuse(e, response);
        }
    }

    private Optional<LiveSession> find(HttpServletRequest http, AuthorizationRequest request) {
        return session.find(http, request.client().id());
    }

    /** Stores what the user allows, and answers with a code; false when another step comes first. */
    private boolean issue(
            AuthorizationRequest request, Optional<LiveSession> live, UUID familyId, HttpServletResponse response) {
        record Decided(LiveSession session, Scopes scopes) {}
        Decided decided = switch (steps.next(request, live)) {
            case Step.Ask ask -> new Decided(ask.session(), ask.scopes());
            // Allowed in another tab meanwhile.
            case Step.Issue issue -> new Decided(issue.session(), issue.scopes());
            case Step.SignIn signIn -> null;
        };
        if (decided == null
                || !consents.approve(
                        decided.session().reference(),
                        request.client().id(),
                        decided.scopes(),
                        Attribution.of("user:" + decided.session().username()))) {
            return false;
        }
        answers.code(request, decided.session(), decided.scopes(), familyId, response);
        return true;
    }

    private ConsentPage page(
            AuthorizationRequest request, Step.Ask ask, HttpServletRequest http, HttpServletResponse response) {
        LiveSession live = ask.session();
        Form form =
                forms.make(PATH, request.query(), request.mark(), live.reference(), Ids.at(live.now()), http, response);
        Map<String, String> words = descriptions.find(ask.scopes());
        List<ConsentPage.Scope> scopes = ask.scopes().tokens().stream()
                .map(name -> new ConsentPage.Scope(name, words.get(name)))
                .toList();
        return new ConsentPage(
                form,
                request.address().clientName(),
                live.username(),
                request.atForAnotherUser(Endpoint.AUTHORIZATION.path()),
                scopes,
                null,
                request.address().destination(),
                request.address().isOnDevice());
    }
}
