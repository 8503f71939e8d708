package dev.latchkey.server.selfservice;

import dev.latchkey.core.Database;
import dev.latchkey.core.consent.ApplicationListing;
import dev.latchkey.core.consent.Applications;
import dev.latchkey.core.consent.Consents;
import dev.latchkey.core.consent.ScopeDescriptions;
import dev.latchkey.core.family.Scopes;
import dev.latchkey.server.browser.Destination;
import dev.latchkey.server.browser.Parameters;
import dev.latchkey.server.page.ApplicationsPage;
import dev.latchkey.server.page.ApplicationsPage.Application;
import dev.latchkey.server.page.ConsentPage;
import dev.latchkey.server.page.Outcome;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;

/** Users see which clients have access to their account, by a consent or by tokens, and take it away. */
@Controller
public final class ApplicationsController {

    private static final Destination PAGE = Destination.APPLICATIONS;

    private final Visits visits;
    private final Applications applications;
    private final ScopeDescriptions descriptions;
    private final Consents consents;

    ApplicationsController(Visits visits, Database database) {
        this.visits = visits;
        this.applications = database.applications();
        this.descriptions = database.scopeDescriptions();
        this.consents = database.consents();
    }

    @GetMapping("/account/applications")
    void show(HttpServletRequest http, HttpServletResponse response) throws IOException {
        visits.show(PAGE, http, response, this::page);
    }

    @PostMapping("/account/applications")
    void change(HttpServletRequest http, HttpServletResponse response) throws IOException {
        visits.change(PAGE, PAGE, http, response, this::change);
    }

    private ApplicationsPage page(Visit visit) {
        List<ApplicationListing> found = applications.list(visit.userId());
        Scopes all =
                found.stream().map(ApplicationListing::scopes).reduce(Scopes.NONE, (a, b) -> a.with(b, Scopes.NONE));
        Map<String, String> words = descriptions.find(all);
        Scopes ofUser = Scopes.parse(visit.live().scope());
        List<Application> shown = found.stream()
                .map(one -> new Application(
                        one.clientId().toString(),
                        one.name(),
                        ConsentPage.Scope.list(one.scopes().grantedTo(ofUser).tokens(), words),
                        List.copyOf(one.resources()),
                        one.since(),
                        one.used()))
                .toList();
        return new ApplicationsPage(visit.outcome(), visits.form(visit), Destination.ACCOUNT.path(), shown);
    }

    private Optional<Outcome> change(Visit visit, Parameters form) {
        String id = form.get(ApplicationsPage.APPLICATION);
        Optional<ApplicationListing> found = applications.list(visit.userId()).stream()
                .filter(one -> one.clientId().toString().equals(id))
                .findFirst();
        found.ifPresent(one -> consents.withdrawOwn(visit.userId(), one.clientId(), visit.by()));
        return Optional.of(found.map(one -> new Outcome(Outcome.Kind.ACCESS_REMOVED, one.name()))
                .orElse(Outcome.of(Outcome.Kind.NOTHING)));
    }
}
