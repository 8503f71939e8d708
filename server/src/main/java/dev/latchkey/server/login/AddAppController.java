package dev.latchkey.server.login;

import dev.latchkey.core.Database;
import dev.latchkey.core.account.User;
import dev.latchkey.core.account.Users;
import dev.latchkey.core.factor.FactorChanges;
import dev.latchkey.core.factor.FactorChanges.NewApp;
import dev.latchkey.core.factor.NewPasskey;
import dev.latchkey.core.factor.PasskeyChanges;
import dev.latchkey.core.factor.RecoveryCodes;
import dev.latchkey.core.session.Acr;
import dev.latchkey.core.session.Amr;
import dev.latchkey.core.session.SessionReference;
import dev.latchkey.server.authn.NewApps;
import dev.latchkey.server.browser.Parameters;
import dev.latchkey.server.browser.ProvedPassword;
import dev.latchkey.server.browser.ProvedPasswords;
import dev.latchkey.server.browser.UserAgent;
import dev.latchkey.server.page.AddAppPage;
import dev.latchkey.server.page.Form;
import dev.latchkey.server.page.QrCode;
import dev.latchkey.server.page.RecoveryCodesPage;
import dev.latchkey.server.page.SecondFactorPage;
import dev.latchkey.server.page.SecondFactorPage.Reason;
import dev.latchkey.server.passkey.NewPasskeys;
import dev.latchkey.server.passkey.PasskeySignIn;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;

/**
 * The page where users who need a second factor and have none add an authenticator app or a passkey, after the password.
 * Their session begins when they have entered a code of the app, or the passkey is there.
 */
@Controller
public final class AddAppController {

    static final String PATH = "/sign-in/add-app";

    private final SignInPages pages;
    private final ProvedPasswords proved;
    private final Users users;
    private final NewApps apps;
    private final NewPasskeys passkeys;
    private final FactorChanges changes;
    private final PasskeyChanges added;
    private final SessionStart sessions;

    AddAppController(
            SignInPages pages,
            ProvedPasswords proved,
            Database database,
            NewApps apps,
            NewPasskeys passkeys,
            SessionStart sessions) {
        this.pages = pages;
        this.proved = proved;
        this.users = database.users();
        this.apps = apps;
        this.passkeys = passkeys;
        this.changes = database.factors().changes();
        this.added = database.factors().passkeyChanges();
        this.sessions = sessions;
    }

    /** A user who has proved the password. */
    private record Proved(User user, ProvedPassword password) {

        FactorChanges.Owner owner() {
            return new FactorChanges.Owner(user.id(), user.username(), password.credentialVersion());
        }
    }

    private Optional<Proved> find(Visit visit) {
        return proved.find(visit.query(), visit.http())
                .flatMap(password -> users.find(password.userId()).map(user -> new Proved(user, password)));
    }

    @GetMapping(PATH)
    void show(HttpServletRequest http, HttpServletResponse response) throws IOException {
        pages.show(http, response, visit -> {
            Optional<Proved> found = find(visit);
            if (found.isPresent()) {
                write(visit, found.get().user(), apps.draft(), Reason.ASKED);
            } else {
                pages.go(visit, SignInController.PATH);
            }
        });
    }

    @PostMapping(PATH)
    void send(HttpServletRequest http, HttpServletResponse response) throws IOException {
        pages.send(PATH, http, response, this::send);
    }

    private void send(Visit visit, Parameters form) throws IOException {
        Optional<Proved> found = find(visit);
        Optional<NewApps.Draft> draft = found.flatMap(proved -> apps.open(
                Objects.requireNonNullElse(form.get(AddAppPage.SEALED), ""),
                proved.user().id()));
        if (found.isEmpty() || draft.isEmpty()) {
            pages.go(visit, PATH);
            return;
        }
        if (PasskeySignIn.isSent(form)) {
            addPasskey(visit, form, found.get(), draft.get());
            return;
        }
        if (isPasskeyOnly(visit)) {
            write(visit, found.get().user(), draft.get(), Reason.PASSKEY_WRONG);
            return;
        }
        String code = Objects.requireNonNullElse(form.get(SecondFactorPage.CODE), "");
        Optional<NewApp> app = apps.confirm(draft.get(), code);
        if (app.isEmpty()) {
            write(visit, found.get().user(), draft.get(), code.isBlank() ? Reason.MISSING : Reason.WRONG);
            return;
        }
        add(visit, found.get(), app.get());
    }

    private static boolean isPasskeyOnly(Visit visit) {
        return Acr.PHISHING_RESISTANT.equals(visit.acr());
    }

    private void add(Visit visit, Proved found, NewApp app) throws IOException {
        finish(visit, found, Amr.OTP, changes.onPageIn(visit.language().tag()).add(found.owner(), app));
    }

    private void addPasskey(Visit visit, Parameters form, Proved found, NewApps.Draft draft) throws IOException {
        String program = UserAgent.program(visit.http().getHeader(HttpHeaders.USER_AGENT));
        Optional<NewPasskey> passkey = passkeys.read(form, null, program);
        if (passkey.isPresent()) {
            finish(
                    visit,
                    found,
                    Amr.PASSKEY,
                    added.onPageIn(visit.language().tag()).add(found.owner(), passkey.get()));
        } else {
            write(visit, found.user(), draft, Reason.PASSKEY_WRONG);
        }
    }

    private void finish(Visit visit, Proved found, int factor, Optional<RecoveryCodes> codes) throws IOException {
        User user = found.user();
        ProvedPassword password = found.password();
        Optional<SessionReference> begun = codes.flatMap(added -> sessions.begin(
                new SessionStart.Proven(
                        user.id(),
                        user.username(),
                        added.credentialVersion(),
                        Amr.PASSWORD | factor,
                        password.remember()),
                visit));
        proved.clear(visit.response());
        if (codes.isEmpty() || begun.isEmpty()) {
            // Disabled, or another password or factor since the password was entered.
            PasswordStep.log(user.username(), "the account changed during the sign-in");
            pages.go(visit, SignInController.PATH);
            return;
        }
        pages.signIn(visit, begun.get(), password.remember());
        pages.write(new RecoveryCodesPage(codes.get().texts(), pages.next(visit, begun.get())), visit);
    }

    private void write(Visit visit, User user, NewApps.Draft draft, Reason reason) throws IOException {
        Form form = pages.form(visit, PATH);
        pages.write(
                new AddAppPage(
                        form.with(AddAppPage.SEALED, apps.seal(draft, user.id())),
                        null,
                        user.username(),
                        draft.text(),
                        QrCode.of(apps.uri(draft, user.username())),
                        reason,
                        passkeys.ask(form, user.id(), user.username()),
                        isPasskeyOnly(visit)),
                visit);
    }
}
