package dev.latchkey.server.selfservice;

import dev.latchkey.core.session.LiveSession;
import dev.latchkey.server.authorize.Answers;
import dev.latchkey.server.browser.CurrentSession;
import dev.latchkey.server.browser.Destination;
import dev.latchkey.server.browser.Forms;
import dev.latchkey.server.browser.OutcomeMark;
import dev.latchkey.server.browser.Parameters;
import dev.latchkey.server.http.Failure;
import dev.latchkey.server.key.KeyDirectory;
import dev.latchkey.server.page.Form;
import dev.latchkey.server.page.Outcome;
import dev.latchkey.server.page.Page;
import dev.latchkey.server.page.Pages;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What every page of the account does: a user who is not signed in goes to the sign-in and comes back; a change needs the
 * form token of the page and a sign-in of the last five minutes, and the page after it says what it did.
 */
public final class Visits {

    /** A change. */
    @FunctionalInterface
    interface Change {

        /**
         * Makes it.
         *
         * @return what it did; empty when it has written a page itself
         */
        Optional<Outcome> make(Visit visit, Parameters form) throws IOException;
    }

    private final CurrentSession session;
    private final Forms forms;
    private final Answers answers;
    private final Pages pages;
    private final KeyDirectory keys;
    private final InstantSource clock;

    public Visits(
            CurrentSession session, Forms forms, Answers answers, Pages pages, KeyDirectory keys, InstantSource clock) {
        this.session = session;
        this.forms = forms;
        this.answers = answers;
        this.pages = pages;
        this.keys = keys;
        this.clock = clock;
    }

    /** Shows a page that only tells something until its form is sent. */
    void show(Destination at, HttpServletRequest http, HttpServletResponse response, Function<Visit, Page> page)
            throws IOException {
        Optional<LiveSession> live = session.find(http, null);
        if (live.isPresent()) {
            Visit visit = new Visit(at, live.get(), outcome(at, live.get(), http), http, response);
            write(page.apply(visit), visit);
        } else {
            answers.toStep(at.signIn(), response);
        }
    }

    /** As {@link #show}, after a sign-in of the last five minutes: for a page that is nothing but a form. */
    void showForm(Destination at, HttpServletRequest http, HttpServletResponse response, Function<Visit, Page> page)
            throws IOException {
        if (session.find(http, null).filter(CurrentSession::isRecent).isPresent()) {
            show(at, http, response, page);
        } else {
            answers.toStep(at.signIn(), response);
        }
    }

    private @Nullable Outcome outcome(Destination at, LiveSession live, HttpServletRequest http) {
        String mark = Parameters.ofQuery(http).get(OutcomeMark.PARAMETER);
        if (mark == null) {
            return null;
        }
        return keys.recognise(
                        proofs -> OutcomeMark.read(proofs, live.reference().id(), at.path(), clock.instant(), mark))
                .orElse(null);
    }

    void write(Page page, Visit visit) throws IOException {
        pages.write(page, visit.language(), visit.http(), visit.response());
    }

    /** The form of a page, which is sent to the page itself. */
    Form form(Visit visit) {
        return form(visit, visit.at().path());
    }

    /** A form that is sent to another path. */
    Form form(Visit visit, String path) {
        return forms.make(path, path, "", visit.live().reference(), null, visit.http(), visit.response());
    }

    /**
     * Makes a change that the form of a page asks for.
     *
     * @param next the page that says what it did
     * @throws Failure 403 when the form is not one that this browser got from here
     */
    void change(Destination at, Destination next, HttpServletRequest http, HttpServletResponse response, Change change)
            throws IOException {
        Parameters form = Parameters.ofForm(http);
        if (form.hasRepeated()) {
            throw Failure.invalidRequest("A field of the form is there more than once.");
        }
        LiveSession live = session.find(http, null).orElse(null);
        boolean current = forms.read(at.path(), "", form.get(Forms.TOKEN), live == null ? null : live.reference(), http)
                .isPresent();
        if (live == null || (current && !CurrentSession.isRecent(live))) {
            answers.toStep(at.signIn(), response);
        } else if (!current) {
            tell(at, live, Outcome.of(Outcome.Kind.NOTHING), response);
        } else {
            change.make(new Visit(at, live, null, http, response), form)
                    .ifPresent(outcome -> tell(next, live, outcome, response));
        }
    }

    /** Sends the browser to a page that says what was done. */
    void tell(Destination at, LiveSession live, Outcome outcome, HttpServletResponse response) {
        answers.toStep(
                OutcomeMark.url(keys.proofs(), live.reference().id(), at.path(), outcome, clock.instant()), response);
    }
}
