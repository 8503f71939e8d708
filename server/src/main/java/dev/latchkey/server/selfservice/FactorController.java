package dev.latchkey.server.selfservice;

import dev.latchkey.core.Database;
import dev.latchkey.core.factor.FactorChanges;
import dev.latchkey.core.factor.FactorChanges.Changed;
import dev.latchkey.core.factor.FactorChanges.NewApp;
import dev.latchkey.core.factor.SecondFactors;
import dev.latchkey.core.factor.SecondFactors.Factor;
import dev.latchkey.server.authn.NewApps;
import dev.latchkey.server.authn.NewApps.Draft;
import dev.latchkey.server.browser.CurrentSession;
import dev.latchkey.server.browser.Destination;
import dev.latchkey.server.browser.Parameters;
import dev.latchkey.server.page.AddAppPage;
import dev.latchkey.server.page.FactorPage;
import dev.latchkey.server.page.Form;
import dev.latchkey.server.page.Outcome;
import dev.latchkey.server.page.QrCode;
import dev.latchkey.server.page.RecoveryCodesPage;
import dev.latchkey.server.page.RemoveFactorPage;
import dev.latchkey.server.page.SecondFactorPage;
import dev.latchkey.server.page.SecondFactorPage.Reason;
import dev.latchkey.server.passkey.NewPasskeys;
import dev.latchkey.server.passkey.PasskeySignIn;
import dev.latchkey.server.settings.SecondFactorPolicy;
import dev.latchkey.server.settings.ServerSettings;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;

/**
 * Users add and remove passkeys and an authenticator app, and replace their recovery codes. Before the last factor is
 * removed they are asked: their recovery codes go with it.
 */
@Controller
public final class FactorController {

    private static final Destination PAGE = Destination.FACTOR;

    private final Visits visits;
    private final CurrentSession session;
    private final NewApps apps;
    private final PasskeyPart passkeys;
    private final SecondFactors factors;
    private final FactorChanges changes;
    private final SecondFactorPolicy policy;
    private final boolean offered;

    FactorController(
            Visits visits,
            CurrentSession session,
            NewApps apps,
            NewPasskeys passkeys,
            Database database,
            ServerSettings settings) {
        this.visits = visits;
        this.session = session;
        this.apps = apps;
        this.factors = database.secondFactors();
        this.passkeys = new PasskeyPart(passkeys, database);
        this.changes = database.factors().changes();
        this.policy = settings.secondFactor();
        this.offered = policy != SecondFactorPolicy.OFF;
    }

    @GetMapping("/account/second-factor")
    void show(HttpServletRequest http, HttpServletResponse response) throws IOException {
        visits.show(PAGE, http, response, this::page);
    }

    @PostMapping("/account/second-factor")
    void change(HttpServletRequest http, HttpServletResponse response) throws IOException {
        visits.change(PAGE, PAGE, http, response, this::change);
    }

    private FactorPage page(Visit visit) {
        Form form = visits.form(visit);
        return new FactorPage(
                visit.outcome(),
                form,
                Destination.ACCOUNT.path(),
                factors.find(visit.userId()).map(Factor::addedAt).orElse(null),
                factors.countCodes(visit.userId()),
                offered,
                passkeys.list(visit),
                offered ? passkeys.ask(form, visit) : null,
                passkeys.program(visit));
    }

    private Optional<Outcome> change(Visit visit, Parameters form) throws IOException {
        if (PasskeySignIn.isSent(form)) {
            return offered ? addPasskey(visit, form) : nothing();
        }
        String decision = Objects.requireNonNullElse(form.get(Form.DECISION), "");
        String passkey = form.get(FactorPage.PASSKEY);
        boolean removal = passkey != null || decision.equals(FactorPage.REMOVE);
        if (removal && !decision.equals(FactorPage.REMOVE_LAST) && isLast(visit, passkey)) {
            return question(visit, passkey);
        }
        if (passkey != null) {
            return removePasskey(visit, form);
        }
        return switch (decision) {
            case FactorPage.ADD -> begin(visit);
            case AddAppPage.ADD -> add(visit, form);
            case FactorPage.CODES -> show(changes(visit).replaceCodes(visit.live()), visit, Outcome.Kind.NOTHING);
            case FactorPage.REMOVE, FactorPage.REMOVE_LAST ->
                show(changes(visit).remove(visit.live()), visit, Outcome.Kind.FACTOR_REMOVED);
            default -> {
                visits.write(page(visit), visit);
                yield Optional.empty();
            }
        };
    }

    /** Whether the user has this passkey, or null the app, and no other factor. */
    private boolean isLast(Visit visit, @Nullable String passkey) {
        List<FactorPage.Passkey> owned = passkeys.list(visit);
        boolean app = factors.find(visit.userId()).isPresent();
        return passkey == null
                ? app && owned.isEmpty()
                : !app && owned.size() == 1 && owned.getFirst().id().equals(passkey);
    }

    private Optional<Outcome> question(Visit visit, @Nullable String passkey) throws IOException {
        Form form = visits.form(visit);
        visits.write(
                new RemoveFactorPage(
                        passkey == null ? form : form.with(FactorPage.PASSKEY, passkey),
                        PAGE.path(),
                        visit.live().username(),
                        passkey == null ? null : passkeys.list(visit).getFirst().name(),
                        factors.countCodes(visit.userId()),
                        policy == SecondFactorPolicy.REQUIRED),
                visit);
        return Optional.empty();
    }

    private Optional<Outcome> removePasskey(Visit visit, Parameters form) throws IOException {
        Optional<PasskeyPart.Done> removed = passkeys.remove(visit, form);
        return removed.isEmpty()
                ? nothing()
                : show(
                        removed.get().changed(),
                        visit,
                        new Outcome(Outcome.Kind.PASSKEY_REMOVED, removed.get().name()));
    }

    private Optional<Outcome> begin(Visit visit) throws IOException {
        if (!offered || factors.find(visit.userId()).isPresent()) {
            return nothing();
        }
        return ask(visit, apps.draft(), Reason.ASKED);
    }

    private Optional<Outcome> add(Visit visit, Parameters form) throws IOException {
        Optional<Draft> draft = apps.open(Objects.requireNonNullElse(form.get(AddAppPage.SEALED), ""), visit.userId());
        if (!offered || draft.isEmpty()) {
            return nothing();
        }
        String code = Objects.requireNonNullElse(form.get(SecondFactorPage.CODE), "");
        Optional<NewApp> app = apps.confirm(draft.get(), code);
        return app.isEmpty()
                ? ask(visit, draft.get(), code.isBlank() ? Reason.MISSING : Reason.WRONG)
                : show(changes(visit).add(visit.live(), app.get()), visit, Outcome.Kind.APP_ADDED);
    }

    private FactorChanges changes(Visit visit) {
        return changes.onPageIn(visit.language().tag());
    }

    private Optional<Outcome> ask(Visit visit, Draft draft, Reason reason) throws IOException {
        String username = visit.live().username();
        visits.write(
                new AddAppPage(
                        visits.form(visit).with(AddAppPage.SEALED, apps.seal(draft, visit.userId())),
                        Destination.ACCOUNT.path(),
                        username,
                        draft.text(),
                        QrCode.of(apps.uri(draft, username)),
                        reason,
                        null,
                        false,
                        null),
                visit);
        return Optional.empty();
    }

    private Optional<Outcome> addPasskey(Visit visit, Parameters form) throws IOException {
        Optional<PasskeyPart.Done> added = passkeys.add(visit, form);
        return added.isEmpty()
                ? Optional.of(Outcome.of(Outcome.Kind.PASSKEY_REFUSED))
                : show(
                        added.get().changed(),
                        visit,
                        new Outcome(Outcome.Kind.PASSKEY_ADDED, added.get().name()));
    }

    private Optional<Outcome> show(Optional<Changed> changed, Visit visit, Outcome.Kind kind) throws IOException {
        return changed.isPresent() ? show(changed.get(), visit, Outcome.of(kind)) : nothing();
    }

    /** Shows new recovery codes; without any, the page says what was done. */
    private Optional<Outcome> show(Changed changed, Visit visit, Outcome outcome) throws IOException {
        session.write(changed.session(), visit.lifetime(), visit.response());
        if (changed.codes().isEmpty()) {
            return Optional.of(outcome);
        }
        visits.write(new RecoveryCodesPage(changed.codes(), PAGE.path()), visit);
        return Optional.empty();
    }

    private static Optional<Outcome> nothing() {
        return Optional.of(Outcome.of(Outcome.Kind.NOTHING));
    }
}
