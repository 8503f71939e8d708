package dev.latchkey.server.account;

import dev.latchkey.core.Database;
import dev.latchkey.core.account.AddressChanges;
import dev.latchkey.core.account.InvalidValueException;
import dev.latchkey.core.account.Profile;
import dev.latchkey.core.account.User;
import dev.latchkey.core.account.UserChanges;
import dev.latchkey.core.account.Username;
import dev.latchkey.core.account.Users;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.credential.PasswordPolicy;
import dev.latchkey.core.family.Scopes;
import dev.latchkey.core.link.SignUpLink;
import dev.latchkey.core.text.MailAddress;
import dev.latchkey.server.authn.PasswordHasher;
import dev.latchkey.server.http.Failure;
import dev.latchkey.server.limit.Limits;
import dev.latchkey.server.link.LetterRequests;
import dev.latchkey.server.link.Links;
import dev.latchkey.server.settings.ServerSettings;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/**
 * People make an account themselves: {@code POST /register}. Not there unless it is switched on. With mail it takes two
 * requests, as on the page: the first has a link sent to an address, the second has the token of that link.
 */
@RestController
@ConditionalOnProperty(name = "latchkey.registration.enabled", havingValue = "true")
public final class RegistrationController {

    private static final String EMAIL = "email";
    private static final String TOKEN = "token";

    private final UserChanges changes;
    private final AddressChanges addresses;
    private final Users users;
    private final LetterRequests letters;
    private final Links links;
    private final PasswordPolicy policy;
    private final PasswordHasher hasher;
    private final Limits limits;
    private final Scopes scopes;
    private final boolean mail;

    RegistrationController(
            Database database,
            LetterRequests letters,
            Links links,
            PasswordPolicy policy,
            PasswordHasher hasher,
            Limits limits,
            ServerSettings settings) {
        this.changes = database.userChanges();
        this.addresses = database.addressChanges();
        this.users = database.users();
        this.letters = letters;
        this.links = links;
        this.policy = policy;
        this.hasher = hasher;
        this.limits = limits;
        this.scopes = Scopes.of(settings.registration().scopes());
        this.mail = settings.mail().isOn();
    }

    @PostMapping("/register")
    ResponseEntity<?> register(@RequestBody JsonNode body, HttpServletRequest request) {
        JsonObject account = JsonObject.of(body);
        if (!mail) {
            return add(account.only(List.of("username", EMAIL, "full_name", "password")), request);
        }
        if (account.has(TOKEN)) {
            return addVerified(account.only(List.of(TOKEN, "username", "password")), request);
        }
        if (account.has("username") || account.has("password")) {
            throw Failure.invalidRequest(
                            "The member token is missing: this server verifies the address first. Send email"
                                    + " alone, and then username and password with the token of the link in the letter.")
                    .at(TOKEN);
        }
        return ask(account.only(List.of(EMAIL)), request);
    }

    /** Says the same whether the address has an account or not. */
    private ResponseEntity<?> ask(JsonObject account, HttpServletRequest request) {
        MailAddress address = MailAddress.parse(account.required(EMAIL))
                .orElseThrow(() -> new InvalidValueException(EMAIL, "Mail cannot be sent to this address."));
        letters.registration(address, request);
        return ResponseEntity.accepted().body(Map.of(EMAIL, address.value()));
    }

    private ResponseEntity<?> addVerified(JsonObject account, HttpServletRequest request) {
        SignUpLink link = links.signUp(account.required(TOKEN)).orElseThrow(RegistrationController::dead);
        Username username = Username.forNewAccount(account.required("username"));
        String hash = hash(account.required("password"), username, link.address(), request);
        return switch (addresses.add(username, link, scopes, hash, by(username))) {
            case DONE ->
                created(
                        users.findByUsername(username).map(User::id).orElseThrow(RegistrationController::dead),
                        username,
                        Profile.parse(link.address(), null));
            case NAME_TAKEN -> throw taken();
            default -> throw dead();
        };
    }

    private ResponseEntity<?> add(JsonObject account, HttpServletRequest request) {
        Username username = Username.forNewAccount(account.required("username"));
        Profile profile = Profile.parse(account.textOr(EMAIL, null), account.textOr("full_name", null));
        String hash = hash(account.required("password"), username, profile.email(), request);
        UUID id = changes.add(username, profile, scopes, hash, by(username)).orElseThrow(RegistrationController::taken);
        return created(id, username, profile);
    }

    private String hash(String password, Username username, @Nullable String email, HttpServletRequest request) {
        limits.registration(request.getRemoteAddr());
        return hasher.hash(() -> policy.check(password, username.value(), email));
    }

    private ResponseEntity<AccountView> created(UUID id, Username username, Profile profile) {
        return ResponseEntity.created(URI.create("/users/me"))
                .body(new AccountView(id, username.value(), profile.email(), profile.fullName(), scopes.tokens()));
    }

    private static Attribution by(Username username) {
        return Attribution.of("user:" + username);
    }

    private static Failure taken() {
        return new Failure(HttpStatus.CONFLICT, "invalid_request", "The username is taken; choose another.")
                .at("username");
    }

    private static Failure dead() {
        return Failure.invalidRequest("The token was used, has expired, or is incomplete.")
                .at(TOKEN);
    }
}
