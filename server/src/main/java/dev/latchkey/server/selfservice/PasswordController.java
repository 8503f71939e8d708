package dev.latchkey.server.selfservice;

import dev.latchkey.core.Database;
import dev.latchkey.core.account.SessionChanges;
import dev.latchkey.core.account.User;
import dev.latchkey.core.account.Users;
import dev.latchkey.core.session.LiveSession;
import dev.latchkey.core.session.SessionReference;
import dev.latchkey.server.authn.NewPasswords;
import dev.latchkey.server.authn.SignIn;
import dev.latchkey.server.authn.SignInOutcome.Authenticated;
import dev.latchkey.server.browser.CurrentSession;
import dev.latchkey.server.browser.Destination;
import dev.latchkey.server.browser.Parameters;
import dev.latchkey.server.limit.Limits;
import dev.latchkey.server.page.Outcome;
import dev.latchkey.server.page.PasswordPage;
import dev.latchkey.server.page.PasswordPage.Fault;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;

/**
 * Users change their password. A wrong current password counts as a failed sign-in, so that a stolen session is no second
 * place for guesses.
 */
@Controller
public final class PasswordController {

    private static final Destination PAGE = Destination.PASSWORD;

    private final Visits visits;
    private final CurrentSession session;
    private final SignIn signIn;
    private final Limits limits;
    private final NewPasswords passwords;
    private final Users users;
    private final SessionChanges sessions;

    PasswordController(
            Visits visits,
            CurrentSession session,
            SignIn signIn,
            Limits limits,
            NewPasswords passwords,
            Database database) {
        this.visits = visits;
        this.session = session;
        this.signIn = signIn;
        this.limits = limits;
        this.passwords = passwords;
        this.users = database.users();
        this.sessions = database.sessionChanges();
    }

    @GetMapping("/account/password")
    void show(HttpServletRequest http, HttpServletResponse response) throws IOException {
        visits.showForm(PAGE, http, response, visit -> page(visit, null));
    }

    @PostMapping("/account/password")
    void change(HttpServletRequest http, HttpServletResponse response) throws IOException {
        visits.change(PAGE, Destination.ACCOUNT, http, response, this::change);
    }

    private PasswordPage page(Visit visit, @Nullable Fault fault) {
        return new PasswordPage(
                visit.outcome(),
                visits.form(visit),
                Destination.ACCOUNT.path(),
                visit.live().username(),
                passwords.minLength(),
                fault);
    }

    private Optional<Outcome> change(Visit visit, Parameters form) throws IOException {
        String current = field(form, PasswordPage.CURRENT);
        String wanted = field(form, PasswordPage.WANTED);
        Fault fault = faultBefore(current, wanted, field(form, PasswordPage.REPEATED));
        if (fault != null) {
            return refuse(visit, fault);
        }
        limits.passwordChange(visit.userId());
        LiveSession live = visit.live();
        if (!(signIn.byPassword(live.username(), current, null, visit.http().getRemoteAddr())
                instanceof Authenticated user)) {
            return refuse(visit, Fault.CURRENT_WRONG);
        }
        String email =
                users.find(visit.userId()).map(User::profile).orElseThrow().email();
        Optional<String> hash = passwords.hash(wanted, live.username(), email);
        if (hash.isEmpty()) {
            return refuse(visit, Fault.TOO_EASY);
        }
        Optional<SessionReference> kept = sessions.changePassword(
                live.reference(), visit.userId(), live.username(), user.credentialVersion(), hash.get(), visit.by());
        kept.ifPresent(reference -> session.write(reference, visit.lifetime(), visit.response()));
        return Optional.of(Outcome.of(kept.isPresent() ? Outcome.Kind.PASSWORD_CHANGED : Outcome.Kind.NOTHING));
    }

    private Optional<Outcome> refuse(Visit visit, Fault fault) throws IOException {
        visits.write(page(visit, fault), visit);
        return Optional.empty();
    }

    private static String field(Parameters form, String name) {
        return Objects.requireNonNullElse(form.get(name), "");
    }

    /** What is wrong before any password is hashed. */
    private @Nullable Fault faultBefore(String current, String wanted, String repeated) {
        if (current.isEmpty()) {
            return Fault.CURRENT_MISSING;
        }
        Fault fault = passwords.fault(wanted, wanted);
        if (fault != null) {
            return fault;
        }
        return wanted.equals(current) ? Fault.UNCHANGED : passwords.fault(wanted, repeated);
    }
}
