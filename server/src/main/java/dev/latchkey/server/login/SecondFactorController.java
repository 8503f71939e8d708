package dev.latchkey.server.login;

import dev.latchkey.core.Database;
import dev.latchkey.core.account.User;
import dev.latchkey.core.account.Users;
import dev.latchkey.core.session.Amr;
import dev.latchkey.core.session.SessionReference;
import dev.latchkey.server.authn.SecondFactor;
import dev.latchkey.server.browser.Parameters;
import dev.latchkey.server.browser.ProvedPassword;
import dev.latchkey.server.browser.ProvedPasswords;
import dev.latchkey.server.page.SecondFactorPage;
import dev.latchkey.server.page.SecondFactorPage.Reason;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;

/**
 * The pages where users enter a code of their authenticator app, or a recovery code, after the password. Only now a session
 * begins. A browser that has proved no password for the same query is sent back to the sign-in page.
 */
@Controller
public final class SecondFactorController {

    static final String PATH = "/sign-in/second";
    private static final String RECOVERY = "/sign-in/recovery";

    private final SignInPages pages;
    private final ProvedPasswords proved;
    private final Users users;
    private final SecondFactor factor;
    private final SessionStart sessions;
    private final SignInMetrics metrics;

    SecondFactorController(
            SignInPages pages,
            ProvedPasswords proved,
            Database database,
            SecondFactor factor,
            SessionStart sessions,
            SignInMetrics metrics) {
        this.pages = pages;
        this.proved = proved;
        this.users = database.users();
        this.factor = factor;
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
        if (proved.find(visit.query(), visit.http()).isPresent()) {
            write(visit, recovery, Reason.ASKED);
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
        String code = Objects.requireNonNullElse(form.get(SecondFactorPage.CODE), "");
        if (code.isBlank()) {
            write(visit, recovery, Reason.MISSING);
            return;
        }
        String address = visit.http().getRemoteAddr();
        if (!metrics.countFactor(() -> factor.verify(user.get(), code, recovery, address))) {
            PasswordStep.log(user.get().username(), "the code is wrong or was used already");
            write(visit, recovery, Reason.WRONG);
            return;
        }
        finish(visit, user.get(), password.get());
    }

    private void finish(Visit visit, User user, ProvedPassword password) {
        proved.clear(visit.response());
        Optional<SessionReference> begun = sessions.begin(
                new SessionStart.Proven(
                        user.id(),
                        user.username(),
                        password.credentialVersion(),
                        Amr.PASSWORD | Amr.OTP,
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

    private void write(Visit visit, boolean recovery, Reason reason) throws IOException {
        pages.write(
                new SecondFactorPage(
                        pages.form(visit, recovery ? RECOVERY : PATH),
                        visit.clientName(),
                        recovery,
                        visit.at(recovery ? PATH : RECOVERY),
                        reason),
                visit);
    }
}
