package dev.latchkey.server.recovery;

import dev.latchkey.core.Database;
import dev.latchkey.core.account.Recovery;
import dev.latchkey.core.account.Recovery.Account;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.factor.Factors;
import dev.latchkey.core.link.ResetLink;
import dev.latchkey.server.authn.NewPasswords;
import dev.latchkey.server.authorize.Answers;
import dev.latchkey.server.authorize.Errand;
import dev.latchkey.server.authorize.Errands;
import dev.latchkey.server.authorize.RefusedRequest;
import dev.latchkey.server.browser.Destination;
import dev.latchkey.server.browser.Forms;
import dev.latchkey.server.browser.Parameters;
import dev.latchkey.server.browser.SignInNotes;
import dev.latchkey.server.browser.SignedInMark;
import dev.latchkey.server.http.Failure;
import dev.latchkey.server.limit.Limits;
import dev.latchkey.server.link.LetterRequests;
import dev.latchkey.server.link.Links;
import dev.latchkey.server.page.ForgottenPage;
import dev.latchkey.server.page.Form;
import dev.latchkey.server.page.Language;
import dev.latchkey.server.page.NewPasswordPage;
import dev.latchkey.server.page.NotePage;
import dev.latchkey.server.page.Outcome;
import dev.latchkey.server.page.Page;
import dev.latchkey.server.page.Pages;
import dev.latchkey.server.page.PasswordPage;
import dev.latchkey.server.page.PasswordPage.Fault;
import dev.latchkey.server.settings.ServerSettings;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;

/**
 * Where a link for a new password is asked for, and where it leads. Opening the link changes nothing, because programs open
 * links too; only its form does. The link is no sign-in: it begins no session, and asks for no second factor and adds none.
 */
@Controller
public final class ResetController {

    private static final String PATH = "/reset-password";

    private final LetterRequests letters;
    private final Recovery recovery;
    private final Factors factors;
    private final NewPasswords passwords;
    private final Limits limits;
    private final Errands errands;
    private final Forms forms;
    private final Answers answers;
    private final Pages pages;
    private final Links links;
    private final SignInNotes notes;
    private final boolean mail;

    ResetController(
            LetterRequests letters,
            Database database,
            NewPasswords passwords,
            Limits limits,
            Errands errands,
            Forms forms,
            Answers answers,
            Pages pages,
            Links links,
            SignInNotes notes,
            ServerSettings settings) {
        this.letters = letters;
        this.recovery = database.recovery();
        this.factors = database.factors();
        this.passwords = passwords;
        this.limits = limits;
        this.errands = errands;
        this.forms = forms;
        this.answers = answers;
        this.pages = pages;
        this.links = links;
        this.notes = notes;
        this.mail = settings.mail().isOn();
    }

    /**
     * One request.
     *
     * @param errand what the user came to sign in for: as the URL says or, with a link, as the browser keeps it
     */
    private record Visit(@Nullable String token, Errand errand, HttpServletRequest http, HttpServletResponse response) {

        /** To what the form is bound, and the query of its URL. */
        String query() {
            return token == null ? errand.query() : ResetLink.TOKEN + "=" + Parameters.encode(token);
        }

        String url() {
            return SignedInMark.url(PATH, query(), null);
        }

        Language language() {
            return Language.of(errand.uiLocales(), http);
        }
    }

    /** What is done with a request. */
    @FunctionalInterface
    private interface Act {
        void on(Visit visit) throws IOException;
    }

    /** An account and the link that is good for it. */
    private record Holder(ResetLink link, Account account) {}

    @GetMapping(PATH)
    void show(HttpServletRequest http, HttpServletResponse response) throws IOException {
        visit(http, response, visit -> {
            if (visit.token() == null) {
                ask(visit, false);
            } else {
                Optional<Holder> holder = holder(visit.token());
                write(holder.isEmpty() ? dead(visit) : page(visit, holder.get(), null), visit);
            }
        });
    }

    @PostMapping(PATH)
    void send(HttpServletRequest http, HttpServletResponse response) throws IOException {
        Parameters form = Parameters.ofForm(http);
        if (form.hasRepeated()) {
            throw Failure.invalidRequest("A field of the form is there more than once.");
        }
        visit(http, response, visit -> {
            if (forms.read(PATH, visit.query(), form.get(Forms.TOKEN), null, http)
                    .isEmpty()) {
                answers.toStep(visit.url(), response);
            } else if (visit.token() == null) {
                request(visit, form);
            } else {
                reset(visit, visit.token(), form);
            }
        });
    }

    /** Without mail only an administrator gives a link to a user. */
    private void visit(HttpServletRequest http, HttpServletResponse response, Act act) throws IOException {
        String token = Parameters.ofQuery(http).get(ResetLink.TOKEN);
        if (token == null && !mail) {
            throw new Failure(HttpStatus.NOT_FOUND, "not_found", "This server sends no mail.");
        }
        try {
            Errand errand = token == null ? errands.of(http) : errands.kept(http);
            act.on(new Visit(token, errand, http, response));
        } catch (RefusedRequest e) {
            answers.refuse(e, response);
        }
    }

    private void ask(Visit visit, boolean missing) throws IOException {
        write(new ForgottenPage(form(visit), visit.errand().signIn(), missing), visit);
    }

    /** Does the same for every account and for none. */
    private void request(Visit visit, Parameters form) throws IOException {
        String typed = field(form, ForgottenPage.ACCOUNT).strip();
        if (typed.isEmpty()) {
            ask(visit, true);
            return;
        }
        letters.reset(typed, visit.language(), visit.http());
        errands.keep(visit.errand(), visit.http(), visit.response());
        write(NotePage.of(NotePage.Kind.RESET_SENT, visit.errand().signIn()), visit);
    }

    private void reset(Visit visit, String token, Parameters form) throws IOException {
        Optional<Holder> holder = holder(token);
        if (holder.isEmpty()) {
            write(dead(visit), visit);
            return;
        }
        Account account = holder.get().account();
        String wanted = field(form, PasswordPage.WANTED);
        Fault fault = passwords.fault(wanted, field(form, PasswordPage.REPEATED));
        if (fault != null) {
            write(page(visit, holder.get(), fault), visit);
            return;
        }
        limits.passwordChange(account.userId());
        Optional<String> hash = passwords.hash(wanted, account.username(), account.address());
        if (hash.isEmpty()) {
            write(page(visit, holder.get(), Fault.TOO_EASY), visit);
        } else if (recovery.reset(holder.get().link(), hash.get(), by(account, visit))) {
            toSignIn(visit, account);
        } else {
            write(dead(visit), visit);
        }
    }

    /**
     * The link removes no factor, not even one that an attacker has added: it proves a mailbox only. So the user is told to
     * look at them, and the sign-in, which asks for a factor, leads to the page where the user removes what is another's,
     * unless the user came for something else.
     */
    private void toSignIn(Visit visit, Account account) {
        errands.forget(visit.http(), visit.response());
        boolean hasFactors = factors.secondFactors().find(account.userId()).isPresent()
                || !factors.passkeys().list(account.userId()).isEmpty();
        Outcome.Kind kind = hasFactors ? Outcome.Kind.PASSWORD_RESET_FACTORS : Outcome.Kind.PASSWORD_RESET;
        boolean review = hasFactors && visit.errand().query().isEmpty();
        String query = review ? Destination.FACTOR.query() : visit.errand().query();
        answers.toStep(notes.url(new Outcome(kind, account.username()), query, visit.http()), visit.response());
    }

    private static Attribution by(Account account, Visit visit) {
        return Attribution.of("user:" + account.username())
                .onPageIn(visit.language().tag());
    }

    /** Reads nothing from the database for a token that this server did not make. */
    private Optional<Holder> holder(String token) {
        return links.reset(token).flatMap(link -> recovery.find(link).map(account -> new Holder(link, account)));
    }

    private NotePage dead(Visit visit) {
        return NotePage.of(NotePage.Kind.RESET_LINK_DEAD, mail ? visit.errand().at(PATH) : null);
    }

    private NewPasswordPage page(Visit visit, Holder holder, @Nullable Fault fault) {
        return new NewPasswordPage(form(visit), holder.account().username(), passwords.minLength(), fault);
    }

    private Form form(Visit visit) {
        return forms.make(PATH, visit.url(), visit.query(), null, null, visit.http(), visit.response());
    }

    private static String field(Parameters form, String name) {
        return Objects.requireNonNullElse(form.get(name), "");
    }

    private void write(Page page, Visit visit) throws IOException {
        pages.write(page, visit.language(), visit.http(), visit.response());
    }
}
