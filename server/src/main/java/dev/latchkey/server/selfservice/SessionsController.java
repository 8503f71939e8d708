package dev.latchkey.server.selfservice;

import dev.latchkey.core.Database;
import dev.latchkey.core.account.SessionChanges;
import dev.latchkey.core.account.SessionChanges.SignOut;
import dev.latchkey.core.jdbc.Ids;
import dev.latchkey.core.jdbc.Transactions;
import dev.latchkey.core.session.SessionFilter;
import dev.latchkey.core.session.SessionListing;
import dev.latchkey.core.session.SessionListings;
import dev.latchkey.server.browser.Destination;
import dev.latchkey.server.browser.Parameters;
import dev.latchkey.server.browser.UserAgent;
import dev.latchkey.server.page.Form;
import dev.latchkey.server.page.Outcome;
import dev.latchkey.server.page.SessionsPage;
import dev.latchkey.server.page.SessionsPage.Session;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;

/** Users see the browsers that they are signed in with, and sign them out. */
@Controller
public final class SessionsController {

    private static final Destination PAGE = Destination.SESSIONS;

    /** A user can begin any number of sessions, and a page has to end. */
    private static final int MOST = 50;

    private static final Comparator<Session> OWN_THEN_LATEST =
            Comparator.comparing(Session::own).thenComparing(Session::seen).reversed();

    private final Visits visits;
    private final SessionListings listings;
    private final SessionChanges sessions;
    private final Transactions transactions;

    SessionsController(Visits visits, Database database) {
        this.visits = visits;
        this.listings = database.sessionListings();
        this.sessions = database.sessionChanges();
        this.transactions = database.transactions();
    }

    @GetMapping("/account/sessions")
    void show(HttpServletRequest http, HttpServletResponse response) throws IOException {
        visits.show(PAGE, http, response, this::page);
    }

    @PostMapping("/account/sessions")
    void change(HttpServletRequest http, HttpServletResponse response) throws IOException {
        visits.change(PAGE, PAGE, http, response, this::change);
    }

    private SessionsPage page(Visit visit) {
        List<SessionListing> found = new ArrayList<>();
        transactions.run(() -> listings.forEach(new SessionFilter(visit.userId(), null, true, MOST + 1), found::add));
        UUID own = visit.live().reference().id();
        List<Session> shown = found.stream()
                .limit(MOST)
                .map(session -> row(session, session.id().equals(own)))
                .sorted(OWN_THEN_LATEST)
                .toList();
        return new SessionsPage(
                visit.outcome(), visits.form(visit), Destination.ACCOUNT.path(), shown, found.size() <= MOST);
    }

    private static Session row(SessionListing session, boolean own) {
        UserAgent agent = UserAgent.parse(session.userAgent());
        return new Session(
                session.id().toString(),
                agent.browser(),
                agent.system(),
                session.address(),
                session.authTime(),
                session.seenAt(),
                own);
    }

    private Optional<Outcome> change(Visit visit, Parameters form) {
        SignOut done = SignOut.NONE;
        Optional<UUID> id = Ids.parse(Objects.requireNonNullElse(form.get(SessionsPage.SESSION), ""));
        if (SessionsPage.OTHERS.equals(form.get(Form.DECISION))) {
            done = sessions.endOthersOfUser(
                    visit.userId(), visit.live().reference().id(), visit.by());
        } else if (id.isPresent()) {
            done = sessions.endOfUser(id.get(), visit.userId(), visit.by());
        }
        return Optional.of(
                done.sessions() == 0
                        ? Outcome.of(Outcome.Kind.NOTHING)
                        : new Outcome(Outcome.Kind.SIGNED_OUT, Integer.toString(done.sessions())));
    }
}
