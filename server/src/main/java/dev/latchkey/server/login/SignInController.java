package dev.latchkey.server.login;

import dev.latchkey.core.session.LiveSession;
import dev.latchkey.server.authorize.Answers;
import dev.latchkey.server.authorize.AuthorizationRequest;
import dev.latchkey.server.authorize.Step;
import dev.latchkey.server.authorize.Steps;
import dev.latchkey.server.browser.CurrentSession;
import dev.latchkey.server.browser.Parameters;
import dev.latchkey.server.browser.ProvedPasswords;
import dev.latchkey.server.browser.SignInNotes;
import dev.latchkey.server.http.Endpoint;
import dev.latchkey.server.page.Form;
import dev.latchkey.server.page.Outcome;
import dev.latchkey.server.page.SignInPage;
import dev.latchkey.server.page.SignInPage.Reason;
import dev.latchkey.server.passkey.PasskeySignIn;
import dev.latchkey.server.settings.ServerSettings;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;

/**
 * The page where users sign in. Its query is the authorization request that it is a step of; without one it leads to a
 * {@link dev.latchkey.server.browser.Destination}.
 */
@Controller
public final class SignInController {

    static final String PATH = "/sign-in";

    private final SignInPages pages;
    private final Steps steps;
    private final PasswordStep passwords;
    private final PasskeyStep passkeys;
    private final ProvedPasswords proved;
    private final Answers answers;
    private final SignInMetrics metrics;
    private final SignInNotes notes;
    private final ServerSettings settings;

    SignInController(
            SignInPages pages,
            Steps steps,
            PasswordStep passwords,
            PasskeyStep passkeys,
            ProvedPasswords proved,
            Answers answers,
            SignInMetrics metrics,
            SignInNotes notes,
            ServerSettings settings) {
        this.pages = pages;
        this.steps = steps;
        this.passwords = passwords;
        this.passkeys = passkeys;
        this.proved = proved;
        this.answers = answers;
        this.metrics = metrics;
        this.notes = notes;
        this.settings = settings;
    }

    @GetMapping(PATH)
    void show(HttpServletRequest http, HttpServletResponse response) throws IOException {
        pages.show(http, response, this::show);
    }

    private void show(Visit visit) throws IOException {
        AuthorizationRequest request = visit.request();
        Step next = request == null ? null : steps.next(request, Optional.ofNullable(visit.live()));
        Optional<String> owner =
                notes.read(visit.parameters(), visit.http()).map(Outcome::about).filter(name -> !name.isEmpty());
        if (owner.isPresent()) {
            // The user of the new account, or of the new password, is to sign in, and not one who is signed in already.
            write(visit, Reason.ASKED, owner.get(), false);
        } else if (next == null) {
            showAlone(visit);
        } else if (next instanceof Step.SignIn step) {
            write(visit, step.reason(), step.username(), false);
        } else {
            pages.go(visit, Endpoint.AUTHORIZATION.path());
        }
    }

    /** Asks a user who has signed in already only if that was too long ago for the page that the user comes from. */
    private void showAlone(Visit visit) throws IOException {
        LiveSession live = visit.live();
        if (live == null) {
            write(visit, Reason.ASKED, "", false);
        } else if (visit.destination().needsRecentSignIn() && !CurrentSession.isRecent(live)) {
            write(visit, Reason.CONFIRM, live.username(), live.remembered());
        } else {
            answers.toStep(visit.destination().url(visit.parameters()), visit.response());
        }
    }

    @PostMapping(PATH)
    void send(HttpServletRequest http, HttpServletResponse response) throws IOException {
        pages.send(PATH, http, response, this::signIn);
    }

    private void signIn(Visit visit, Parameters form) throws IOException {
        String username = Objects.requireNonNullElse(form.get(SignInPage.USERNAME), "");
        String password = Objects.requireNonNullElse(form.get(SignInPage.PASSWORD), "");
        boolean remember = "true".equals(form.get(SignInPage.REMEMBER));
        if (PasskeySignIn.isSent(form)) {
            signInWithPasskey(visit, form, username, remember);
            return;
        }
        if (username.isBlank() || password.isEmpty()) {
            Reason reason = username.isBlank() ? Reason.USERNAME_MISSING : Reason.PASSWORD_MISSING;
            write(visit, reason, username, remember);
            return;
        }
        switch (metrics.count(() -> passwords.attempt(username, password, remember, visit))) {
            case PasswordStep.Begun(var session) -> pages.finish(visit, session, remember);
            case PasswordStep.NeedsFactor(var user, boolean add) -> {
                proved.write(
                        user.userId(),
                        user.credentialVersion(),
                        remember,
                        visit.query(),
                        visit.http(),
                        visit.response());
                pages.go(visit, add ? AddAppController.PATH : SecondFactorController.PATH);
            }
            case PasswordStep.Wrong() -> write(visit, Reason.WRONG, username, remember);
        }
    }

    private void signInWithPasskey(Visit visit, Parameters form, String username, boolean remember) throws IOException {
        if (metrics.count(() -> passkeys.attempt(form, remember, visit)) instanceof PasswordStep.Begun(var session)) {
            pages.finish(visit, session, remember);
        } else {
            write(visit, Reason.PASSKEY_WRONG, username, remember);
        }
    }

    private void write(Visit visit, Reason reason, String username, boolean remember) throws IOException {
        Outcome outcome = notes.read(visit.parameters(), visit.http()).orElse(null);
        Form form = pages.form(visit, PATH);
        pages.write(
                new SignInPage(
                        form, outcome, visit.clientName(), username, remember, reason, passkeys.ask(form), ways(visit)),
                visit);
    }

    private SignInPage.Ways ways(Visit visit) {
        return new SignInPage.Ways(
                settings.mail().isOn() ? visit.at(Endpoint.RESET_PASSWORD.path()) : null,
                settings.registration().enabled() ? visit.at(Endpoint.SIGN_UP.path()) : null);
    }
}
