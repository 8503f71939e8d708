package dev.latchkey.server.selfservice;

import dev.latchkey.core.Database;
import dev.latchkey.core.account.Profile;
import dev.latchkey.core.account.User;
import dev.latchkey.core.account.Users;
import dev.latchkey.server.browser.Destination;
import dev.latchkey.server.http.Endpoint;
import dev.latchkey.server.page.AccountPage;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;

/** Says who is signed in, and leads to the parts of the account. */
@Controller
public final class OverviewController {

    private static final AccountPage.Parts PARTS = new AccountPage.Parts(
            Destination.PASSWORD.path(),
            Destination.ADDRESS.path(),
            Destination.FACTOR.path(),
            Destination.SESSIONS.path(),
            Destination.APPLICATIONS.path());

    private final Visits visits;
    private final Users users;

    OverviewController(Visits visits, Database database) {
        this.visits = visits;
        this.users = database.users();
    }

    @GetMapping("/account")
    void show(HttpServletRequest http, HttpServletResponse response) throws IOException {
        visits.show(Destination.ACCOUNT, http, response, this::page);
    }

    private AccountPage page(Visit visit) {
        Profile profile = users.find(visit.userId()).map(User::profile).orElse(new Profile(null, null));
        return new AccountPage(
                visit.outcome(),
                visit.live().username(),
                profile.fullName(),
                profile.email(),
                visits.form(visit, Endpoint.LOGOUT.path()),
                PARTS);
    }
}
