package dev.latchkey.server.login;

import dev.latchkey.core.Database;
import dev.latchkey.core.account.AddressChanges;
import dev.latchkey.core.account.InvalidValueException;
import dev.latchkey.core.account.Profile;
import dev.latchkey.core.account.UserChanges;
import dev.latchkey.core.account.Username;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.family.Scopes;
import dev.latchkey.core.link.ResetLink;
import dev.latchkey.core.link.SignUpLink;
import dev.latchkey.core.text.MailAddress;
import dev.latchkey.server.authn.NewPasswords;
import dev.latchkey.server.authorize.Answers;
import dev.latchkey.server.authorize.Errands;
import dev.latchkey.server.browser.Parameters;
import dev.latchkey.server.browser.SignInNotes;
import dev.latchkey.server.limit.Limits;
import dev.latchkey.server.link.LetterRequests;
import dev.latchkey.server.link.Links;
import dev.latchkey.server.page.AddressPage;
import dev.latchkey.server.page.NotePage;
import dev.latchkey.server.page.Outcome;
import dev.latchkey.server.page.PasswordPage;
import dev.latchkey.server.page.SignUpAddressPage;
import dev.latchkey.server.page.SignUpPage;
import dev.latchkey.server.page.SignUpPage.Fault;
import dev.latchkey.server.page.SignUpPage.Problem;
import dev.latchkey.server.settings.ServerSettings;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;

/**
 * The page where people make an account: {@code /sign-up}. Not there unless registration is switched on. With mail it first
 * sends a link to the address, and says the same whether that has an account already.
 */
@Controller
@ConditionalOnProperty(name = "latchkey.registration.enabled", havingValue = "true")
public final class SignUpController {

    private static final String PATH = "/sign-up";

    private final SignInPages pages;
    private final Errands errands;
    private final NewPasswords passwords;
    private final LetterRequests letters;
    private final Links links;
    private final Limits limits;
    private final UserChanges users;
    private final AddressChanges addresses;
    private final SignInNotes notes;
    private final Answers answers;
    private final Scopes scopes;
    private final boolean mail;

    SignUpController(
            SignInPages pages,
            Errands errands,
            NewPasswords passwords,
            LetterRequests letters,
            Links links,
            Limits limits,
            Database database,
            SignInNotes notes,
            Answers answers,
            ServerSettings settings) {
        this.pages = pages;
        this.errands = errands;
        this.passwords = passwords;
        this.letters = letters;
        this.links = links;
        this.limits = limits;
        this.users = database.userChanges();
        this.addresses = database.addressChanges();
        this.notes = notes;
        this.answers = answers;
        this.scopes = Scopes.of(settings.registration().scopes());
        this.mail = settings.mail().isOn();
    }

    /** What was entered. */
    private record Entered(String username, String email, String password, String repeated) {

        static final Entered NOTHING = new Entered("", "", "", "");

        /** Leaves the passwords out. */
        @Override
        public String toString() {
            return "Entered[" + username + "]";
        }
    }

    @GetMapping(PATH)
    void show(HttpServletRequest http, HttpServletResponse response) throws IOException {
        pages.show(http, response, visit -> {
            String token = visit.parameters().get(ResetLink.TOKEN);
            Optional<SignUpLink> link = token == null ? Optional.empty() : links.signUp(token);
            if (token != null && link.isEmpty()) {
                dead(visit);
            } else if (mail && link.isEmpty()) {
                pages.write(
                        new SignUpAddressPage(
                                pages.form(visit, PATH), visit.errand().signIn(), "", false),
                        visit);
            } else {
                write(visit, link.orElse(null), Entered.NOTHING, null);
            }
        });
    }

    @PostMapping(PATH)
    void send(HttpServletRequest http, HttpServletResponse response) throws IOException {
        pages.send(PATH, http, response, this::send);
    }

    private void send(Visit visit, Parameters form) throws IOException {
        String token = visit.parameters().get(ResetLink.TOKEN);
        if (token == null && mail) {
            request(visit, field(form, AddressPage.ADDRESS).strip());
            return;
        }
        Optional<SignUpLink> link = token == null ? Optional.empty() : links.signUp(token);
        if (token != null && link.isEmpty()) {
            dead(visit);
            return;
        }
        add(
                visit,
                link.orElse(null),
                new Entered(
                        field(form, SignUpPage.USERNAME).strip(),
                        field(form, SignUpPage.EMAIL).strip(),
                        field(form, PasswordPage.WANTED),
                        field(form, PasswordPage.REPEATED)));
    }

    private void request(Visit visit, String entered) throws IOException {
        Optional<MailAddress> address = MailAddress.parse(entered);
        if (address.isEmpty()) {
            pages.write(
                    new SignUpAddressPage(
                            pages.form(visit, PATH), visit.errand().signIn(), entered, true),
                    visit);
            return;
        }
        letters.registration(address.get(), visit.language(), visit.http());
        errands.keep(visit.errand(), visit.http(), visit.response());
        pages.write(
                new NotePage(
                        NotePage.Kind.SIGN_UP_SENT,
                        address.get().value(),
                        visit.errand().signIn()),
                visit);
    }

    private void add(Visit visit, @Nullable SignUpLink link, Entered entered) throws IOException {
        Fault fault = fault(entered);
        if (fault != null) {
            write(visit, link, entered, fault);
            return;
        }
        limits.registration(visit.http().getRemoteAddr());
        Username username = Username.forNewAccount(entered.username());
        String email = link == null ? entered.email() : link.address();
        Optional<String> hash = passwords.hash(entered.password(), username.value(), email.isEmpty() ? null : email);
        if (hash.isEmpty()) {
            write(visit, link, entered, new Fault(null, PasswordPage.Fault.TOO_EASY));
            return;
        }
        Attribution by = Attribution.of("user:" + username);
        AddressChanges.Result added = link == null
                ? users.add(username, Profile.parse(email, null), scopes, hash.get(), by)
                        .map(id -> AddressChanges.Result.DONE)
                        .orElse(AddressChanges.Result.NAME_TAKEN)
                : addresses.add(username, link, scopes, hash.get(), by);
        switch (added) {
            case DONE -> {
                Outcome outcome = new Outcome(Outcome.Kind.SIGNED_UP, username.value());
                errands.forget(visit.http(), visit.response());
                answers.toStep(notes.url(outcome, visit.errand().query(), visit.http()), visit.response());
            }
            case NAME_TAKEN -> write(visit, link, entered, new Fault(Problem.USERNAME_TAKEN, null));
            default -> dead(visit);
        }
    }

    /** What is wrong before any password is hashed; null when nothing is. */
    private @Nullable Fault fault(Entered entered) {
        if (entered.username().isEmpty()) {
            return new Fault(Problem.USERNAME_MISSING, null);
        }
        try {
            Username.forNewAccount(entered.username());
        } catch (InvalidValueException e) {
            return new Fault(Problem.USERNAME_INVALID, null);
        }
        try {
            Profile.parse(entered.email(), null);
        } catch (InvalidValueException e) {
            return new Fault(Problem.EMAIL_INVALID, null);
        }
        PasswordPage.Fault password = passwords.fault(entered.password(), entered.repeated());
        return password == null ? null : new Fault(null, password);
    }

    private void write(Visit visit, @Nullable SignUpLink link, Entered entered, @Nullable Fault fault)
            throws IOException {
        pages.write(
                new SignUpPage(
                        pages.form(visit, PATH),
                        visit.errand().signIn(),
                        link == null ? null : link.address(),
                        entered.username(),
                        entered.email(),
                        passwords.minLength(),
                        fault),
                visit);
    }

    private void dead(Visit visit) throws IOException {
        pages.write(NotePage.of(NotePage.Kind.SIGN_UP_LINK_DEAD, visit.errand().at(PATH)), visit);
    }

    private static String field(Parameters form, String name) {
        return Objects.requireNonNullElse(form.get(name), "");
    }
}
