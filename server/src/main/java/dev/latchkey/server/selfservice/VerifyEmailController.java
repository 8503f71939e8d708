package dev.latchkey.server.selfservice;

import dev.latchkey.core.Database;
import dev.latchkey.core.account.AddressChanges;
import dev.latchkey.core.account.Recovery;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.link.AddressLink;
import dev.latchkey.core.link.ResetLink;
import dev.latchkey.core.session.LiveSession;
import dev.latchkey.server.authorize.Answers;
import dev.latchkey.server.browser.CurrentSession;
import dev.latchkey.server.browser.Destination;
import dev.latchkey.server.browser.Forms;
import dev.latchkey.server.browser.Parameters;
import dev.latchkey.server.http.Endpoint;
import dev.latchkey.server.http.Failure;
import dev.latchkey.server.link.Links;
import dev.latchkey.server.page.ConfirmAddressPage;
import dev.latchkey.server.page.Language;
import dev.latchkey.server.page.NotePage;
import dev.latchkey.server.page.Outcome;
import dev.latchkey.server.page.Page;
import dev.latchkey.server.page.Pages;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;

/**
 * Where the link leads that was sent to a new address. It takes both: the link shows that the reader of the address is
 * there, and the session that the user is. Opening the link changes nothing.
 */
@Controller
public final class VerifyEmailController {

    private static final Destination PAGE = Destination.VERIFY_EMAIL;

    private final CurrentSession session;
    private final AddressChanges changes;
    private final Recovery recovery;
    private final Forms forms;
    private final Answers answers;
    private final Pages pages;
    private final Links links;
    private final Visits visits;

    VerifyEmailController(
            CurrentSession session,
            Database database,
            Forms forms,
            Answers answers,
            Pages pages,
            Links links,
            Visits visits) {
        this.session = session;
        this.changes = database.addressChanges();
        this.recovery = database.recovery();
        this.forms = forms;
        this.answers = answers;
        this.pages = pages;
        this.links = links;
        this.visits = visits;
    }

    @GetMapping("/verify-email")
    void show(HttpServletRequest http, HttpServletResponse response) throws IOException {
        Parameters query = Parameters.ofQuery(http);
        Optional<AddressLink> link = link(query);
        Optional<LiveSession> live = session.find(http, null);
        if (link.isEmpty()) {
            write(dead(), http, response);
        } else if (live.isEmpty()) {
            answers.toStep(PAGE.signIn(query), response);
        } else if (!live.get().userId().equals(link.get().userId())) {
            write(otherUser(), http, response);
        } else {
            String bound = bound(query);
            var form = forms.make(
                    PAGE.path(), PAGE.path() + "?" + bound, bound, live.get().reference(), null, http, response);
            write(
                    new ConfirmAddressPage(
                            form,
                            Destination.ADDRESS.path(),
                            live.get().username(),
                            link.get().address()),
                    http,
                    response);
        }
    }

    @PostMapping("/verify-email")
    void confirm(HttpServletRequest http, HttpServletResponse response) throws IOException {
        Parameters form = Parameters.ofForm(http);
        if (form.hasRepeated()) {
            throw Failure.invalidRequest("A field of the form is there more than once.");
        }
        Parameters query = Parameters.ofQuery(http);
        LiveSession live = session.find(http, null).orElse(null);
        boolean current = forms.read(
                        PAGE.path(), bound(query), form.get(Forms.TOKEN), live == null ? null : live.reference(), http)
                .isPresent();
        Optional<AddressLink> link = link(query);
        if (link.isEmpty()) {
            write(dead(), http, response);
        } else if (live == null || !current) {
            answers.toStep(PAGE.path() + "?" + bound(query), response);
        } else if (!live.userId().equals(link.get().userId())) {
            write(otherUser(), http, response);
        } else {
            confirm(link.get(), live, http, response);
        }
    }

    private void confirm(AddressLink link, LiveSession live, HttpServletRequest http, HttpServletResponse response)
            throws IOException {
        Attribution by = Attribution.of("user:" + live.username())
                .onPageIn(Language.of(null, http).tag());
        switch (changes.confirm(link, live.reference(), by)) {
            case DONE ->
                visits.tell(
                        Destination.ADDRESS, live, new Outcome(Outcome.Kind.ADDRESS_CHANGED, link.address()), response);
            case ADDRESS_TAKEN ->
                write(NotePage.of(NotePage.Kind.ADDRESS_TAKEN, Destination.ACCOUNT.path()), http, response);
            default -> write(dead(), http, response);
        }
    }

    /** Empty when it is none of ours, has expired, or no longer fits its account. */
    private Optional<AddressLink> link(Parameters query) {
        String token = Objects.requireNonNullElse(query.get(ResetLink.TOKEN), "");
        return links.address(token).filter(link -> recovery.find(link).isPresent());
    }

    private static String bound(Parameters query) {
        return query.encoded(ResetLink.TOKEN::equals);
    }

    private static NotePage dead() {
        return NotePage.of(NotePage.Kind.ADDRESS_LINK_DEAD, Destination.ACCOUNT.path());
    }

    private static NotePage otherUser() {
        return NotePage.of(NotePage.Kind.OTHER_USER, Endpoint.LOGOUT.path());
    }

    private void write(Page page, HttpServletRequest http, HttpServletResponse response) throws IOException {
        pages.write(page, Language.of(null, http), http, response);
    }
}
