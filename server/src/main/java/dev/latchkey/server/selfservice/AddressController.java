package dev.latchkey.server.selfservice;

import dev.latchkey.core.Database;
import dev.latchkey.core.account.Person;
import dev.latchkey.core.account.Users;
import dev.latchkey.core.text.MailAddress;
import dev.latchkey.server.browser.Destination;
import dev.latchkey.server.browser.Parameters;
import dev.latchkey.server.link.LetterRequests;
import dev.latchkey.server.page.AddressPage;
import dev.latchkey.server.page.Outcome;
import dev.latchkey.server.settings.ServerSettings;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;

/**
 * Users see their email address, and have a link sent that makes another one theirs. Nothing changes before that link is
 * used: see {@link VerifyEmailController}.
 */
@Controller
public final class AddressController {

    private static final Destination PAGE = Destination.ADDRESS;

    private final Visits visits;
    private final Users users;
    private final LetterRequests letters;
    private final boolean mail;

    AddressController(Visits visits, Database database, LetterRequests letters, ServerSettings settings) {
        this.visits = visits;
        this.users = database.users();
        this.letters = letters;
        this.mail = settings.mail().isOn();
    }

    @GetMapping("/account/address")
    void show(HttpServletRequest http, HttpServletResponse response) throws IOException {
        visits.show(PAGE, http, response, visit -> page(visit, null));
    }

    @PostMapping("/account/address")
    void change(HttpServletRequest http, HttpServletResponse response) throws IOException {
        visits.change(PAGE, PAGE, http, response, this::change);
    }

    /** The field has the address that is not verified yet, so that its letter is sent again with one click. */
    private AddressPage page(Visit visit, @Nullable String invalid) {
        Optional<Person> person = users.findPerson(visit.userId());
        String address = person.map(found -> found.profile().email()).orElse(null);
        boolean verified = person.map(Person::emailVerifiedAt).isPresent();
        String entered = Objects.requireNonNullElse(verified ? null : address, "");
        Outcome outcome = visit.outcome();
        if (outcome != null && outcome.kind() == Outcome.Kind.ADDRESS_SENT) {
            entered = outcome.about();
        }
        return new AddressPage(
                outcome,
                visits.form(visit),
                Destination.ACCOUNT.path(),
                address,
                verified,
                mail,
                invalid == null ? entered : invalid,
                invalid != null);
    }

    private Optional<Outcome> change(Visit visit, Parameters form) throws IOException {
        if (!mail) {
            return Optional.of(Outcome.of(Outcome.Kind.NOTHING));
        }
        String entered =
                Objects.requireNonNullElse(form.get(AddressPage.ADDRESS), "").strip();
        Optional<MailAddress> address = MailAddress.parse(entered);
        if (address.isEmpty()) {
            visits.write(page(visit, entered), visit);
            return Optional.empty();
        }
        String wanted = address.get().value();
        if (users.findPerson(visit.userId())
                .filter(person -> person.emailVerifiedAt() != null
                        && wanted.equals(person.profile().email()))
                .isPresent()) {
            return Optional.of(new Outcome(Outcome.Kind.ADDRESS_SAME, wanted));
        }
        letters.verification(visit.live(), address.get(), visit.http());
        return Optional.of(new Outcome(Outcome.Kind.ADDRESS_SENT, wanted));
    }
}
