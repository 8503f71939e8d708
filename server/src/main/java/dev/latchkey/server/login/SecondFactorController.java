package dev.latchkey.server.login;

import dev.latchkey.core.Database;
import dev.latchkey.core.account.User;
import dev.latchkey.core.account.Users;
import dev.latchkey.core.factor.SecondFactors;
import dev.latchkey.core.session.Amr;
import dev.latchkey.core.session.SessionReference;
import dev.latchkey.server.authn.SecondFactor;
import dev.latchkey.server.browser.Parameters;
import dev.latchkey.server.browser.ProvedPassword;
import dev.latchkey.server.browser.ProvedPasswords;
import dev.latchkey.server.page.Form;
import dev.latchkey.server.page.SecondFactorPage;
import dev.latchkey.server.page.SecondFactorPage.Reason;
import dev.latchkey.server.passkey.PasskeySignIn;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;

/**
 * The pages where users prove a second factor after the password: a code of their authenticator app, a passkey, or a
 * recovery code. Only now a session begins. A browser that has proved no password for the same query is sent back to the sign-in page.
 */
@Controller
public final class SecondFactorController {

    static final String PATH = "/sign-in/second";
    private static final String RECOVERY = "/sign-in/recovery";

    private final SignInPages pages;
    private final ProvedPasswords proved;
    private final Users users;
    private final SecondFactors factors;
    private final SecondFactor factor;
    private final PasskeyStep passkeys;
    private final SessionStart sessions;
    private final SignInMetrics metrics;

    SecondFactorController(
            SignInPages pages,
            ProvedPasswords proved,
            Database database,
            SecondFactor factor,
            PasskeyStep passkeys,
            SessionStart sessions,
            SignInMetrics metrics) {
        this.pages = pages;
        this.proved = proved;
        this.users = database.users();
        this.factors = database.secondFactors();
        this.factor = factor;
        this.passkeys = passkeys;
        this.sessions = sessions;
        this.metrics = metrics;
    }

    @GetMapping(PATH)
    void show(HttpServletRequest http, HttpServletResponse response) throws IOException {
        pages.show(http, response, visit -> show(visit, false));
    }

    @GetMapping(RECOVERY)
    void showRecovery(HttpServletRequest http, HttpServletResponse response) throws IOException {
        pages.show(http, response, visit -> show(visit, true));
    }

    private void show(Visit visit, boolean recovery) throws IOException {
        Optional<ProvedPassword> password = proved.find(visit.query(), visit.http());
        if (password.isPresent()) {
            write(visit, password.get().userId(), recovery, Reason.ASKED);
        } else {
            pages.go(visit, SignInController.PATH);
        }
    }

    @PostMapping(PATH)
    void send(HttpServletRequest http, HttpServletResponse response) throws IOException {
        pages.send(PATH, http, response, (visit, form) -> send(visit, form, false));
    }

    @PostMapping(RECOVERY)
    void sendRecovery(HttpServletRequest http, HttpServletResponse response) throws IOException {
        pages.send(RECOVERY, http, response, (visit, form) -> send(visit, form, true));
    }

    private void send(Visit visit, Parameters form, boolean recovery) throws IOException {
        Optional<ProvedPassword> password = proved.find(visit.query(), visit.http());
        Optional<User> user = password.flatMap(found -> users.find(found.userId()));
        if (password.isEmpty() || user.isEmpty()) {
            pages.go(visit, SignInController.PATH);
            return;
        }
        if (PasskeySignIn.isSent(form)) {
            sendPasskey(visit, form, user.get(), password.get());
            return;
        }
        String code = Objects.requireNonNullElse(form.get(SecondFactorPage.CODE), "");
        if (code.isBlank()) {
            write(visit, user.get().id(), recovery, Reason.MISSING);
            return;
        }
        String address = visit.http().getRemoteAddr();
        if (!metrics.countFactor(() -> factor.verify(user.get(), code, recovery, address))) {
            PasswordStep.log(user.get().username(), "the code is wrong or was used already");
            write(visit, user.get().id(), recovery, Reason.WRONG);
            return;
        }
        finish(visit, user.get(), password.get(), Amr.OTP);
    }

    private void sendPasskey(Visit visit, Parameters form, User user, ProvedPassword password) throws IOException {
        if (metrics.countFactor(() -> passkeys.confirm(form, user.id(), visit))) {
            finish(visit, user, password, Amr.PASSKEY);
        } else {
            PasswordStep.log(user.username(), "the answer of the passkey is wrong");
            write(visit, user.id(), false, Reason.PASSKEY_WRONG);
        }
    }

    private void finish(Visit visit, User user, ProvedPassword password, int factor) {
        proved.clear(visit.response());
        Optional<SessionReference> begun = sessions.begin(
                new SessionStart.Proven(
                        user.id(),
                        user.username(),
                        password.credentialVersion(),
                        Amr.PASSWORD | factor,
                        password.remember()),
                visit);
        if (begun.isPresent()) {
            pages.finish(visit, begun.get(), password.remember());
        } else {
            // Disabled, or another password or factor since the password was entered.
            PasswordStep.log(user.username(), "the account changed during the sign-in");
            pages.go(visit, SignInController.PATH);
        }
    }

    private void write(Visit visit, UUID userId, boolean recovery, Reason reason) throws IOException {
        Form form = pages.form(visit, recovery ? RECOVERY : PATH);
        pages.write(
                new SecondFactorPage(
                        form,
                        visit.clientName(),
                        recovery,
                        factors.find(userId).isPresent(),
                        visit.at(recovery ? PATH : RECOVERY),
                        reason,
                        recovery ? null : passkeys.ask(form, userId)),
                visit);
    }
}
