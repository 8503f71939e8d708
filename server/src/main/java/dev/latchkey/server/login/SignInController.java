package dev.latchkey.server.login;

import dev.latchkey.core.session.LiveSession;
import dev.latchkey.core.session.SessionReference;
import dev.latchkey.server.authorize.Answers;
import dev.latchkey.server.authorize.AuthorizationRequest;
import dev.latchkey.server.authorize.AuthorizationRequests;
import dev.latchkey.server.authorize.RefusedRequest;
import dev.latchkey.server.authorize.Step;
import dev.latchkey.server.authorize.Steps;
import dev.latchkey.server.browser.CurrentSession;
import dev.latchkey.server.browser.Forms;
import dev.latchkey.server.browser.Parameters;
import dev.latchkey.server.browser.SignedInMark;
import dev.latchkey.server.http.Endpoint;
import dev.latchkey.server.http.Failure;
import dev.latchkey.server.key.KeyDirectory;
import dev.latchkey.server.page.Form;
import dev.latchkey.server.page.Language;
import dev.latchkey.server.page.Pages;
import dev.latchkey.server.page.SignInPage;
import dev.latchkey.server.page.SignInPage.Reason;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;

/**
 * The page where users sign in. Its query is the authorization request that it is a step of; without one it leads to a
 * {@link Destination}.
 */
@Controller
public final class SignInController {

    private static final String PATH = "/sign-in";

    private static final List<String> FIELDS =
            List.of(Forms.TOKEN, Form.DECISION, SignInPage.USERNAME, SignInPage.PASSWORD, SignInPage.REMEMBER);

    private final AuthorizationRequests requests;
    private final CurrentSession session;
    private final Steps steps;
    private final Forms forms;
    private final PasswordStep passwords;
    private final Answers answers;
    private final Pages pages;
    private final SignInMetrics metrics;
    private final KeyDirectory keys;
    private final InstantSource clock;

    SignInController(
            AuthorizationRequests requests,
            CurrentSession session,
            Steps steps,
            Forms forms,
            PasswordStep passwords,
            Answers answers,
            Pages pages,
            SignInMetrics metrics,
            KeyDirectory keys,
            InstantSource clock) {
        this.requests = requests;
        this.session = session;
        this.steps = steps;
        this.forms = forms;
        this.passwords = passwords;
        this.answers = answers;
        this.pages = pages;
        this.metrics = metrics;
        this.keys = keys;
        this.clock = clock;
    }

    /**
     * The page, as one request wants it.
     *
     * @param request null when a person came by themselves
     * @param parameters of the query
     */
    private record Visit(
            @Nullable AuthorizationRequest request,
            Parameters parameters,
            @Nullable LiveSession live,
            HttpServletRequest http,
            HttpServletResponse response) {

        String query() {
            return request == null ? Destination.of(parameters).query(parameters) : request.query();
        }

        /** Where it leads without a request. */
        String destination() {
            return Destination.of(parameters).url(parameters);
        }

        @Nullable
        SessionReference reference() {
            return live == null ? null : live.reference();
        }
    }

    @GetMapping(PATH)
    void show(HttpServletRequest http, HttpServletResponse response) throws IOException {
        try {
            Visit visit = visit(http, response);
            AuthorizationRequest request = visit.request();
            if (request == null) {
                if (visit.live() == null) {
                    write(visit, Reason.ASKED, "", false);
                } else {
                    answers.toStep(visit.destination(), response);
                }
            } else if (steps.next(request, Optional.ofNullable(visit.live())) instanceof Step.SignIn step) {
                write(visit, step.reason(), step.username(), false);
            } else {
                answers.toStep(request.at(Endpoint.AUTHORIZATION.path()), response);
            }
        } catch (RefusedRequest e) {
            answers.refuse(e, response);
        }
    }

    @PostMapping(PATH)
    void send(HttpServletRequest http, HttpServletResponse response) throws IOException {
        try {
            Parameters form = Parameters.ofForm(http);
            if (FIELDS.stream().anyMatch(form::isRepeated)) {
                throw Failure.invalidRequest("A field of the form is there more than once.");
            }
            Visit visit = visit(http, response);
            if (forms.read(PATH, visit.query(), form.get(Forms.TOKEN), visit.reference(), http)
                    .isEmpty()) {
                answers.toStep(at(visit, PATH), response);
            } else if (SignInPage.CANCEL.equals(form.get(Form.DECISION))) {
                cancel(visit);
            } else {
                signIn(visit, form);
            }
        } catch (RefusedRequest e) {
            answers.refuse(e, response);
        }
    }

    private Visit visit(HttpServletRequest http, HttpServletResponse response) {
        Parameters parameters = Parameters.ofQuery(http);
        AuthorizationRequest request = parameters.get(Destination.PARAMETER) == null
                ? requests.find(http).orElse(null)
                : null;
        LiveSession live = session.find(http, null).orElse(null);
        return new Visit(request, parameters, live, http, response);
    }

    private static String at(Visit visit, String path) {
        return visit.request() == null
                ? SignedInMark.url(path, visit.query(), null)
                : visit.request().at(path);
    }

    private void cancel(Visit visit) {
        if (visit.request() != null) {
            throw RefusedRequest.denied(visit.request().address());
        }
        answers.toStep(visit.destination(), visit.response());
    }

    private void signIn(Visit visit, Parameters form) throws IOException {
        String username = Objects.requireNonNullElse(form.get(SignInPage.USERNAME), "");
        String password = Objects.requireNonNullElse(form.get(SignInPage.PASSWORD), "");
        boolean remember = "true".equals(form.get(SignInPage.REMEMBER));
        if (username.isBlank() || password.isEmpty()) {
            Reason reason = username.isBlank() ? Reason.USERNAME_MISSING : Reason.PASSWORD_MISSING;
            write(visit, reason, username, remember);
            return;
        }
        Optional<SessionReference> begun =
                metrics.count(() -> passwords.attempt(username, password, remember, visit.live(), visit.http()));
        if (begun.isEmpty()) {
            write(visit, Reason.WRONG, username, remember);
            return;
        }
        session.write(begun.get(), remember ? PasswordStep.REMEMBERED : null, visit.response());
        answers.toStep(next(visit, begun.get()), visit.response());
    }

    private String next(Visit visit, SessionReference begun) {
        if (visit.request() == null) {
            return visit.destination();
        }
        String mark = SignedInMark.write(keys.proofs(), begun, visit.query(), clock.instant());
        return SignedInMark.url(Endpoint.AUTHORIZATION.path(), visit.query(), mark);
    }

    private void write(Visit visit, Reason reason, String username, boolean remember) throws IOException {
        Form form = forms.make(
                PATH,
                SignedInMark.url(PATH, visit.query(), null),
                visit.query(),
                visit.reference(),
                null,
                visit.http(),
                visit.response());
        AuthorizationRequest request = visit.request();
        String client = request == null ? null : request.address().clientName();
        Language language = Language.of(request == null ? null : request.uiLocales(), visit.http());
        pages.write(new SignInPage(form, client, username, remember, reason), language, visit.http(), visit.response());
    }
}
