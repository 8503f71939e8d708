package dev.latchkey.server.login;

import dev.latchkey.core.Database;
import dev.latchkey.core.factor.SecondFactors;
import dev.latchkey.core.session.Amr;
import dev.latchkey.core.session.SessionReference;
import dev.latchkey.server.authn.SecondFactor;
import dev.latchkey.server.browser.Parameters;
import dev.latchkey.server.login.ProvedUsers.Proved;
import dev.latchkey.server.page.Form;
import dev.latchkey.server.page.PasskeyRequest;
import dev.latchkey.server.page.SecondFactorPage;
import dev.latchkey.server.page.SecondFactorPage.Reason;
import dev.latchkey.server.passkey.NewPasskeys;
import dev.latchkey.server.passkey.PasskeySignIn;
import dev.latchkey.server.settings.ServerSettings;
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
    private final ProvedUsers proved;
    private final SecondFactors factors;
    private final SecondFactor factor;
    private final PasskeyStep passkeys;
    private final SessionStart sessions;
    private final PasskeyDemand demand;
    private final SignInMetrics metrics;

    SecondFactorController(
            SignInPages pages,
            ProvedUsers proved,
            Database database,
            SecondFactor factor,
            PasskeyStep passkeys,
            SessionStart sessions,
            NewPasskeys added,
            ServerSettings settings,
            SignInMetrics metrics) {
        this.pages = pages;
        this.proved = proved;
        this.factors = database.secondFactors();
        this.factor = factor;
        this.passkeys = passkeys;
        this.sessions = sessions;
        this.demand = new PasskeyDemand(added, settings.secondFactor());
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
        Optional<Proved> found = proved.find(visit);
        if (found.isPresent()) {
            write(visit, found.get().userId(), recovery, Reason.ASKED);
        } else {
            proved.again(visit);
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
        Optional<Proved> found = proved.find(visit);
        if (found.isEmpty()) {
            proved.again(visit);
            return;
        }
        Proved user = found.get();
        if (PasskeySignIn.isSent(form)) {
            sendPasskey(visit, form, user);
            return;
        }
        String code = Objects.requireNonNullElse(form.get(SecondFactorPage.CODE), "");
        if (code.isBlank()) {
            write(visit, user.userId(), recovery, Reason.MISSING);
            return;
        }
        if (!metrics.countFactor(() -> isRight(visit, user, code, recovery))) {
            PasswordStep.log(user.username(), "the code is wrong or was used already");
            write(visit, user.userId(), recovery, Reason.WRONG);
            return;
        }
        finish(visit, user, Amr.OTP);
    }

    private boolean isRight(Visit visit, Proved user, String code, boolean recovery) {
        String address = visit.http().getRemoteAddr();
        return recovery
                ? factor.recover(
                        user.userId(),
                        user.username(),
                        code,
                        address,
                        visit.language().tag())
                : factor.verify(user.userId(), user.username(), code, address);
    }

    private void sendPasskey(Visit visit, Parameters form, Proved user) throws IOException {
        if (metrics.countFactor(() -> passkeys.confirm(form, user.userId(), visit))) {
            finish(visit, user, Amr.PASSKEY);
        } else {
            PasswordStep.log(user.username(), "the answer of the passkey is wrong");
            write(visit, user.userId(), false, Reason.PASSKEY_WRONG);
        }
    }

    private void finish(Visit visit, Proved user, int factor) {
        int methods = Amr.PASSWORD | factor;
        boolean remember = user.password().remember();
        Optional<SessionReference> begun = sessions.begin(
                new SessionStart.Proven(
                        user.userId(), user.username(), user.password().credentialVersion(), methods, remember),
                visit);
        if (begun.isEmpty()) {
            // Disabled, or another password or factor since the password was entered.
            PasswordStep.log(user.username(), "the account changed during the sign-in");
            proved.again(visit);
            return;
        }
        proved.clear(visit);
        if (demand.isUnmet(visit, methods)) {
            pages.goOn(visit, begun.get(), remember, AddAppController.PATH);
        } else {
            pages.finish(visit, begun.get(), remember);
        }
    }

    private void write(Visit visit, UUID userId, boolean recovery, Reason reason) throws IOException {
        Form form = pages.form(visit, recovery ? RECOVERY : PATH);
        PasskeyRequest passkey = recovery ? null : passkeys.ask(form, userId);
        boolean app = factors.find(userId).isPresent();
        if (!app && passkey == null && factors.countCodes(userId) == 0) {
            pages.go(visit, AddAppController.PATH);
            return;
        }
        pages.write(
                new SecondFactorPage(
                        form,
                        visit.clientName(),
                        recovery,
                        app,
                        passkey == null ? demand.canBeMet(visit) : PasskeyDemand.isMade(visit),
                        visit.at(recovery ? PATH : RECOVERY),
                        reason,
                        passkey),
                visit);
    }
}
