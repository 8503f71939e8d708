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
import dev.latchkey.server.page.SecondFactorPage;
import dev.latchkey.server.page.SecondFactorPage.Reason;
import dev.latchkey.server.settings.SecondFactorPolicy;
import dev.latchkey.server.settings.ServerSettings;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;

/** Users add an authenticator app, replace its recovery codes, and remove it. */
@Controller
public final class FactorController {

    private static final Destination PAGE = Destination.FACTOR;

    private final Visits visits;
    private final CurrentSession session;
    private final NewApps apps;
    private final SecondFactors factors;
    private final FactorChanges changes;
    private final boolean offered;

    FactorController(Visits visits, CurrentSession session, NewApps apps, Database database, ServerSettings settings) {
        this.visits = visits;
        this.session = session;
        this.apps = apps;
        this.factors = database.secondFactors();
        this.changes = database.factorChanges();
        this.offered = settings.secondFactor() != SecondFactorPolicy.OFF;
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
        Optional<Factor> factor = factors.find(visit.userId());
        return new FactorPage(
                visit.outcome(),
                visits.form(visit),
                Destination.ACCOUNT.path(),
                factor.map(Factor::addedAt).orElse(null),
                factor.map(Factor::codesLeft).orElse(0),
                offered);
    }

    private Optional<Outcome> change(Visit visit, Parameters form) throws IOException {
        return switch (Objects.requireNonNullElse(form.get(Form.DECISION), "")) {
            case FactorPage.ADD -> begin(visit);
            case AddAppPage.ADD -> add(visit, form);
            case FactorPage.CODES -> showCodes(changes.replaceCodes(visit.live()), visit);
            case FactorPage.REMOVE -> remove(visit);
            default -> {
                visits.write(page(visit), visit);
                yield Optional.empty();
            }
        };
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
                : showCodes(changes.add(visit.live(), app.get()), visit);
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
                        reason),
                visit);
        return Optional.empty();
    }

    private Optional<Outcome> showCodes(Optional<Changed> changed, Visit visit) throws IOException {
        if (changed.isEmpty()) {
            return nothing();
        }
        session.write(changed.get().session(), visit.lifetime(), visit.response());
        visits.write(new RecoveryCodesPage(changed.get().codes(), PAGE.path()), visit);
        return Optional.empty();
    }

    private Optional<Outcome> remove(Visit visit) {
        Optional<Changed> changed = changes.remove(visit.live());
        changed.ifPresent(done -> session.write(done.session(), visit.lifetime(), visit.response()));
        return changed.isPresent() ? Optional.of(Outcome.of(Outcome.Kind.FACTOR_REMOVED)) : nothing();
    }

    private static Optional<Outcome> nothing() {
        return Optional.of(Outcome.of(Outcome.Kind.NOTHING));
    }
}
