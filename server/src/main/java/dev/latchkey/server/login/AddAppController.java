package dev.latchkey.server.login;

import dev.latchkey.core.Database;
import dev.latchkey.core.factor.FactorChanges;
import dev.latchkey.core.factor.FactorChanges.Changed;
import dev.latchkey.core.factor.FactorChanges.NewApp;
import dev.latchkey.core.factor.NewPasskey;
import dev.latchkey.core.factor.PasskeyChanges;
import dev.latchkey.core.factor.Passkeys;
import dev.latchkey.core.factor.RecoveryCodes;
import dev.latchkey.core.session.Amr;
import dev.latchkey.core.session.BrowserSessions;
import dev.latchkey.core.session.LiveSession;
import dev.latchkey.core.session.SessionReference;
import dev.latchkey.server.authn.NewApps;
import dev.latchkey.server.authorize.Steps;
import dev.latchkey.server.browser.CurrentSession;
import dev.latchkey.server.browser.Parameters;
import dev.latchkey.server.browser.SignedInMark;
import dev.latchkey.server.browser.UserAgent;
import dev.latchkey.server.login.ProvedUsers.Proved;
import dev.latchkey.server.page.AddAppPage;
import dev.latchkey.server.page.Form;
import dev.latchkey.server.page.QrCode;
import dev.latchkey.server.page.RecoveryCodesPage;
import dev.latchkey.server.page.SecondFactorPage;
import dev.latchkey.server.page.SecondFactorPage.Reason;
import dev.latchkey.server.passkey.NewPasskeys;
import dev.latchkey.server.passkey.PasskeySignIn;
import dev.latchkey.server.settings.ServerSettings;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;

/**
 * The page where users who need a second factor and have none add an authenticator app or a passkey, after the password.
 * Their session begins when they have entered a code of the app, or the passkey is there. Users who sign in with a code to
 * a client that demands a passkey add one here too, in the session that the code began.
 */
@Controller
public final class AddAppController {

    static final String PATH = "/sign-in/add-app";

    private final SignInPages pages;
    private final ProvedUsers proved;
    private final NewApps apps;
    private final NewPasskeys passkeys;
    private final Steps steps;
    private final FactorChanges changes;
    private final PasskeyChanges added;
    private final Passkeys owned;
    private final SessionStart sessions;
    private final BrowserSessions live;
    private final PasskeyDemand demand;

    AddAppController(
            SignInPages pages,
            ProvedUsers proved,
            Database database,
            NewApps apps,
            NewPasskeys passkeys,
            Steps steps,
            SessionStart sessions,
            ServerSettings settings) {
        this.pages = pages;
        this.proved = proved;
        this.apps = apps;
        this.passkeys = passkeys;
        this.steps = steps;
        this.changes = database.factors().changes();
        this.added = database.factors().passkeyChanges();
        this.owned = database.factors().passkeys();
        this.sessions = sessions;
        this.live = database.sessions();
        this.demand = new PasskeyDemand(passkeys, settings.secondFactor());
    }

    /**
     * A user who may add a factor now.
     *
     * @param proved that the user has proved the password; null when the user is signed in already
     */
    private record Adding(
            UUID userId, String username, @Nullable Proved proved) {}

    private Optional<Adding> find(Visit visit) {
        return proved.find(visit)
                .map(found -> new Adding(found.userId(), found.username(), found))
                .or(() -> Optional.ofNullable(visit.live())
                        .filter(session -> CurrentSession.isRecent(session)
                                && hasJustSignedIn(visit, session)
                                && demand.isUnmet(visit, session.amr()))
                        .map(session -> new Adding(session.userId(), session.username(), null)));
    }

    /** For this request: the new passkey counts as the end of that sign-in, and not as another one. */
    private boolean hasJustSignedIn(Visit visit, LiveSession session) {
        return visit.request() != null && steps.isMarked(visit.request(), session);
    }

    @GetMapping(PATH)
    void show(HttpServletRequest http, HttpServletResponse response) throws IOException {
        pages.show(http, response, visit -> {
            Optional<Adding> found = find(visit);
            if (found.isPresent()) {
                write(visit, found.get(), apps.draft(), Reason.ASKED);
            } else {
                proved.again(visit);
            }
        });
    }

    @PostMapping(PATH)
    void send(HttpServletRequest http, HttpServletResponse response) throws IOException {
        pages.send(PATH, http, response, this::send);
    }

    private void send(Visit visit, Parameters form) throws IOException {
        Optional<Adding> found = find(visit);
        if (found.isEmpty()) {
            proved.again(visit);
            return;
        }
        Adding user = found.get();
        Optional<NewApps.Draft> draft =
                apps.open(Objects.requireNonNullElse(form.get(AddAppPage.SEALED), ""), user.userId());
        if (draft.isEmpty()) {
            pages.go(visit, PATH);
            return;
        }
        if (PasskeySignIn.isSent(form)) {
            addPasskey(visit, form, user, draft.get());
            return;
        }
        if (PasskeyDemand.isMade(visit) || user.proved() == null) {
            write(visit, user, draft.get(), Reason.PASSKEY_WRONG);
            return;
        }
        String code = Objects.requireNonNullElse(form.get(SecondFactorPage.CODE), "");
        Optional<NewApp> app = apps.confirm(draft.get(), code);
        if (app.isEmpty()) {
            write(visit, user, draft.get(), code.isBlank() ? Reason.MISSING : Reason.WRONG);
            return;
        }
        finish(
                visit,
                user.proved(),
                Amr.OTP,
                changes.onPageIn(visit.language().tag()).add(owner(user.proved()), app.get()));
    }

    private static FactorChanges.Owner owner(Proved user) {
        return new FactorChanges.Owner(
                user.userId(), user.username(), user.password().credentialVersion());
    }

    private PasskeyChanges added(Visit visit) {
        return added.onPageIn(visit.language().tag());
    }

    private void addPasskey(Visit visit, Parameters form, Adding user, NewApps.Draft draft) throws IOException {
        String program = UserAgent.program(visit.http().getHeader(HttpHeaders.USER_AGENT));
        NewPasskey passkey = passkeys.read(form, null, program).orElse(null);
        LiveSession session = visit.live();
        if (passkey == null) {
            write(visit, user, draft, Reason.PASSKEY_WRONG);
        } else if (user.proved() != null) {
            finish(visit, user.proved(), Amr.PASSKEY, added(visit).add(owner(user.proved()), passkey));
        } else if (session != null) {
            Optional<Changed> changed = added(visit).add(session, passkey);
            if (changed.isPresent()) {
                finish(visit, changed.get());
            } else {
                write(visit, user, draft, Reason.PASSKEY_WRONG);
            }
        }
    }

    private void finish(Visit visit, Proved user, int factor, Optional<RecoveryCodes> codes) throws IOException {
        boolean remember = user.password().remember();
        Optional<SessionReference> begun = codes.flatMap(added -> sessions.begin(
                new SessionStart.Proven(
                        user.userId(), user.username(), added.credentialVersion(), Amr.PASSWORD | factor, remember),
                visit));
        if (codes.isEmpty() || begun.isEmpty()) {
            // Disabled, or another password or factor since the password was entered.
            PasswordStep.log(user.username(), "the account changed during the sign-in");
            proved.again(visit);
            return;
        }
        proved.clear(visit);
        finish(visit, begun.get(), remember, codes.get().texts());
    }

    /** The session goes on, and its sign-in has one factor more. */
    private void finish(Visit visit, Changed changed) throws IOException {
        Optional<LiveSession> now = live.visit(changed.session(), null);
        Optional<SessionReference> begun = now.flatMap(session -> sessions.begin(
                new SessionStart.Proven(
                        session.userId(),
                        session.username(),
                        session.credentialVersion(),
                        session.amr() | Amr.PASSKEY,
                        session.remembered()),
                visit.in(session)));
        if (begun.isPresent()) {
            finish(visit, begun.get(), now.get().remembered(), changed.codes());
        } else {
            proved.again(visit);
        }
    }

    /** Goes on; new recovery codes are shown before that. */
    private void finish(Visit visit, SessionReference begun, boolean remember, List<String> codes) throws IOException {
        if (codes.isEmpty()) {
            pages.finish(visit, begun, remember);
            return;
        }
        pages.signIn(visit, begun, remember);
        pages.write(new RecoveryCodesPage(codes, pages.next(visit, begun)), visit);
    }

    /** Where a user who has entered a code, though a passkey is there, uses it. */
    private @Nullable String owned(Visit visit, Adding user) {
        // Without the mark of the sign-in that was made: the page would lead on at once.
        return owned.list(user.userId()).isEmpty()
                ? null
                : SignedInMark.url(SignInController.PATH, visit.query(), null);
    }

    private void write(Visit visit, Adding user, NewApps.Draft draft, Reason reason) throws IOException {
        Form form = pages.form(visit, PATH);
        pages.write(
                new AddAppPage(
                        form.with(AddAppPage.SEALED, apps.seal(draft, user.userId())),
                        null,
                        user.username(),
                        draft.text(),
                        QrCode.of(apps.uri(draft, user.username())),
                        reason,
                        passkeys.ask(form, user.userId(), user.username()),
                        PasskeyDemand.isMade(visit),
                        owned(visit, user)),
                visit);
    }
}
