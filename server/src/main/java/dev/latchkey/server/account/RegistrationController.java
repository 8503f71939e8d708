package dev.latchkey.server.account;

import dev.latchkey.core.Database;
import dev.latchkey.core.account.Profile;
import dev.latchkey.core.account.UserChanges;
import dev.latchkey.core.account.Username;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.credential.PasswordPolicy;
import dev.latchkey.core.family.Scopes;
import dev.latchkey.server.authn.PasswordHasher;
import dev.latchkey.server.http.Failure;
import dev.latchkey.server.limit.Limits;
import dev.latchkey.server.settings.ServerSettings;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.List;
import java.util.UUID;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** People make an account themselves: {@code POST /register}. Not there unless it is switched on. */
@RestController
@ConditionalOnProperty(name = "latchkey.registration.enabled", havingValue = "true")
public final class RegistrationController {

    private final UserChanges changes;
    private final PasswordPolicy policy;
    private final PasswordHasher hasher;
    private final Limits limits;
    private final Scopes scopes;

    RegistrationController(
            Database database, PasswordPolicy policy, PasswordHasher hasher, Limits limits, ServerSettings settings) {
        this.changes = database.userChanges();
        this.policy = policy;
        this.hasher = hasher;
        this.limits = limits;
        this.scopes = Scopes.of(settings.registration().scopes());
    }

    @PostMapping("/register")
    ResponseEntity<AccountView> register(@RequestBody JsonNode body, HttpServletRequest request) {
        JsonObject account = JsonObject.of(body).only(List.of("username", "email", "full_name", "password"));
        Username username = Username.forNewAccount(account.required("username"));
        Profile profile = Profile.parse(account.textOr("email", null), account.textOr("full_name", null));
        String password = account.required("password");
        limits.registration(request.getRemoteAddr());
        String hash = hasher.hash(() -> policy.check(password, username.value(), profile.email()));
        UUID id = changes.add(username, profile, scopes, hash, Attribution.of("user:" + username))
                .orElseThrow(RegistrationController::taken);
        return ResponseEntity.created(URI.create("/users/me")).body(view(id, username, profile));
    }

    private AccountView view(UUID id, Username username, Profile profile) {
        return new AccountView(id, username.value(), profile.email(), profile.fullName(), scopes.tokens());
    }

    private static Failure taken() {
        return new Failure(HttpStatus.CONFLICT, "invalid_request", "The username is taken; choose another.")
                .at("username");
    }
}
