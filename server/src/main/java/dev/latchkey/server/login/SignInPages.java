package dev.latchkey.server.login;

import dev.latchkey.core.link.ResetLink;
import dev.latchkey.core.session.LiveSession;
import dev.latchkey.core.session.SessionReference;
import dev.latchkey.server.authorize.Answers;
import dev.latchkey.server.authorize.Errand;
import dev.latchkey.server.authorize.Errands;
import dev.latchkey.server.authorize.RefusedRequest;
import dev.latchkey.server.browser.CurrentSession;
import dev.latchkey.server.browser.Destination;
import dev.latchkey.server.browser.Forms;
import dev.latchkey.server.browser.OutcomeMark;
import dev.latchkey.server.browser.Parameters;
import dev.latchkey.server.browser.SignedInMark;
import dev.latchkey.server.http.Endpoint;
import dev.latchkey.server.http.Failure;
import dev.latchkey.server.key.KeyDirectory;
import dev.latchkey.server.page.Form;
import dev.latchkey.server.page.Outcome;
import dev.latchkey.server.page.Page;
import dev.latchkey.server.page.Pages;
import dev.latchkey.server.page.SignInPage;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;

/** What the pages of a sign-in have in common: how they are read, shown, left and cancelled. */
public final class SignInPages {

    /** For how long a browser stays signed in when its user asks for that. */
    static final Duration REMEMBERED = Duration.ofDays(30);

    private final Errands errands;
    private final CurrentSession session;
    private final Forms forms;
    private final Answers answers;
    private final Pages pages;
    private final KeyDirectory keys;
    private final InstantSource clock;

    public SignInPages(
            Errands errands,
            CurrentSession session,
            Forms forms,
            Answers answers,
            Pages pages,
            KeyDirectory keys,
            InstantSource clock) {
        this.errands = errands;
        this.session = session;
        this.forms = forms;
        this.answers = answers;
        this.pages = pages;
        this.keys = keys;
        this.clock = clock;
    }

    /** What a page does with a visit. */
    @FunctionalInterface
    interface Show {
        void to(Visit visit) throws IOException;
    }

    /** What a page does with its form. */
    @FunctionalInterface
    interface Act {
        void on(Visit visit, Parameters form) throws IOException;
    }

    void show(HttpServletRequest http, HttpServletResponse response, Show page) throws IOException {
        try {
            page.to(visit(http, response));
        } catch (RefusedRequest e) {
            answers.refuse(e, response);
        }
    }

    /**
     * Reads a form, cancels when its user wants that, and otherwise acts on it.
     *
     * @throws Failure 403 when it is not a form that this browser got from here
     */
    void send(String path, HttpServletRequest http, HttpServletResponse response, Act act) throws IOException {
        try {
            Parameters form = Parameters.ofForm(http);
            if (form.hasRepeated()) {
                throw Failure.invalidRequest("A field of the form is there more than once.");
            }
            Visit visit = visit(http, response);
            if (forms.read(path, visit.query(), form.get(Forms.TOKEN), visit.reference(), http)
                    .isEmpty()) {
                go(visit, path);
            } else if (SignInPage.CANCEL.equals(form.get(Form.DECISION))) {
                cancel(visit);
            } else {
                act.on(visit, form);
            }
        } catch (RefusedRequest e) {
            answers.refuse(e, response);
        }
    }

    private Visit visit(HttpServletRequest http, HttpServletResponse response) {
        Parameters parameters = Parameters.ofQuery(http);
        Errand own = errands.of(http);
        boolean link = own.query().isEmpty() && parameters.get(ResetLink.TOKEN) != null;
        LiveSession live = session.find(http, null).orElse(null);
        return new Visit(own.request(), parameters, link ? errands.kept(http) : own, live, http, response);
    }

    /** Sends the browser to another page of the sign-in. */
    void go(Visit visit, String path) {
        answers.toStep(visit.at(path), visit.response());
    }

    private void cancel(Visit visit) {
        if (visit.request() != null) {
            throw RefusedRequest.denied(visit.request().address());
        }
        answers.toStep(visit.destination().url(visit.parameters()), visit.response());
    }

    /** Gives the session to the browser, and sends it to one more page of the sign-in that was just made. */
    void goOn(Visit visit, SessionReference begun, boolean remember, String path) {
        signIn(visit, begun, remember);
        answers.toStep(SignedInMark.url(path, visit.query(), mark(visit, begun)), visit.response());
    }

    private String mark(Visit visit, SessionReference begun) {
        return SignedInMark.write(keys.proofs(), begun, visit.query(), clock.instant());
    }

    /** Gives the session to the browser, and sends it where the sign-in leads. */
    void finish(Visit visit, SessionReference begun, boolean remember) {
        signIn(visit, begun, remember);
        answers.toStep(next(visit, begun), visit.response());
    }

    /** Gives the session to the browser. */
    void signIn(Visit visit, SessionReference begun, boolean remember) {
        session.write(begun, remember ? REMEMBERED : null, visit.response());
        errands.forget(visit.http(), visit.response());
    }

    /** Where the sign-in leads, a path of this server. */
    String next(Visit visit, SessionReference begun) {
        if (visit.request() == null) {
            return nextAlone(visit, begun);
        }
        return SignedInMark.url(Endpoint.AUTHORIZATION.path(), visit.query(), mark(visit, begun));
    }

    /** A user who had to sign in again is told that the change is possible now, and not made yet. */
    private String nextAlone(Visit visit, SessionReference begun) {
        Destination to = visit.destination();
        Outcome outcome = Outcome.of(Outcome.Kind.CONFIRMED);
        return visit.live() != null && to.needsRecentSignIn()
                ? OutcomeMark.url(keys.proofs(), begun.id(), to.path(), outcome, clock.instant())
                : to.url(visit.parameters());
    }

    Form form(Visit visit, String path) {
        return forms.make(path, visit.at(path), visit.query(), visit.reference(), null, visit.http(), visit.response());
    }

    void write(Page page, Visit visit) throws IOException {
        pages.write(page, visit.language(), visit.http(), visit.response());
    }
}
