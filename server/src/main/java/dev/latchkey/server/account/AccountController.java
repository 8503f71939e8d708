package dev.latchkey.server.account;

import dev.latchkey.core.Database;
import dev.latchkey.core.account.InvalidValueException;
import dev.latchkey.core.account.PasswordChange;
import dev.latchkey.core.account.Profile;
import dev.latchkey.core.account.ProfileChange;
import dev.latchkey.core.account.User;
import dev.latchkey.core.account.UserChanges;
import dev.latchkey.core.account.Users;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.credential.GivenPassword;
import dev.latchkey.core.credential.PasswordPolicy;
import dev.latchkey.server.authn.PasswordHasher;
import dev.latchkey.server.authn.SignIn;
import dev.latchkey.server.authn.SignInOutcome.Authenticated;
import dev.latchkey.server.authn.SignInOutcome.Refusal;
import dev.latchkey.server.authn.SignInOutcome.Refused;
import dev.latchkey.server.bearer.SignedInUser;
import dev.latchkey.server.limit.Limits;
import dev.latchkey.server.settings.ServerSettings;
import java.util.List;
import java.util.Objects;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** Lets users see and change their own account: {@code /users/me}. */
@RestController
@RequestMapping("/users/me")
public final class AccountController {

    private final Users users;
    private final UserChanges changes;
    private final PasswordPolicy policy;
    private final PasswordHasher hasher;
    private final SignIn signIn;
    private final Limits limits;
    private final ServerSettings.Account scopes;

    /** With mail an address is a key to the account, and an application with the write scope could take the account. */
    private final boolean addressByLink;

    AccountController(
            Database database,
            PasswordPolicy policy,
            PasswordHasher hasher,
            SignIn signIn,
            Limits limits,
            ServerSettings settings) {
        this.users = database.users();
        this.changes = database.userChanges();
        this.policy = policy;
        this.hasher = hasher;
        this.signIn = signIn;
        this.limits = limits;
        this.scopes = settings.account();
        this.addressByLink = settings.mail().isOn();
    }

    @GetMapping
    AccountView show(SignedInUser caller) {
        caller.require(scopes.readScope());
        return view(find(caller), caller);
    }

    /**
     * Changes email and full name: a member that is absent stays, one that is null is cleared. A request that changes
     * nothing is not counted and not recorded.
     */
    @PatchMapping
    AccountView update(SignedInUser caller, @RequestBody JsonNode body) {
        caller.require(scopes.writeScope());
        User user = find(caller);
        JsonObject patch = JsonObject.of(body).only(List.of("email", "full_name"));
        Profile profile = Profile.parse(patch.textOr("email", null), patch.textOr("full_name", null));
        if (addressByLink && patch.has("email")) {
            throw new InvalidValueException("email", "The email address is changed on the page /account/address.");
        }
        ProfileChange change = new ProfileChange(profile, patch.has("email"), patch.has("full_name"));
        if (change.applyTo(user.profile()).equals(user.profile())) {
            return view(user, caller);
        }
        limits.profileChange(user.username());
        if (changes.updateOwnProfile(user.id(), caller.familyId(), change, attribution(caller))
                .isEmpty()) {
            throw SignedInUser.gone();
        }
        return view(find(caller), caller);
    }

    /** Changes the password and ends every other sign-in of the account. */
    @PostMapping("/password")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void changePassword(SignedInUser caller, @RequestBody JsonNode body) {
        caller.require(scopes.writeScope());
        JsonObject passwords = JsonObject.of(body).only(List.of("old_password", "new_password"));
        String oldPassword = passwords.required("old_password");
        String newPassword = passwords.required("new_password");
        limits.passwordChange(caller.userId());
        User user = find(caller);
        int version = confirm(user, oldPassword).credentialVersion();
        String newHash = newHash(user, oldPassword, newPassword);
        PasswordChange done = changes.changePassword(
                user.id(), user.username(), version, newHash, caller.familyId(), attribution(caller));
        switch (done) {
            case CHANGED -> {}
            case OTHER_PASSWORD -> throw wrongOldPassword();
            case SIGNED_OUT -> throw SignedInUser.gone();
        }
    }

    private Authenticated confirm(User user, String oldPassword) {
        return switch (signIn.confirm(user.username(), oldPassword)) {
            case Authenticated confirmed -> confirmed;
            case Refused(Refusal reason) ->
                throw switch (reason) {
                    case NOT_A_PASSWORD, WRONG_PASSWORD, ACCOUNT_CHANGED -> wrongOldPassword();
                    case UNKNOWN_USER, DISABLED_USER -> SignedInUser.gone();
                };
        };
    }

    private String newHash(User user, String oldPassword, String newPassword) {
        try {
            String wanted = GivenPassword.of(newPassword).normalised();
            if (wanted.equals(GivenPassword.of(oldPassword).normalised())) {
                throw new InvalidValueException("new_password", "The new password is the old one.");
            }
            return hasher.hash(
                    () -> policy.check(wanted, user.username(), user.profile().email()));
        } catch (InvalidValueException e) {
            throw new InvalidValueException("new_password", Objects.requireNonNullElse(e.getMessage(), ""));
        }
    }

    private User find(SignedInUser caller) {
        return users.find(caller.userId()).orElseThrow(SignedInUser::gone);
    }

    private static AccountView view(User user, SignedInUser caller) {
        return new AccountView(
                user.id(),
                user.username(),
                user.profile().email(),
                user.profile().fullName(),
                caller.scopes().tokens());
    }

    private static Attribution attribution(SignedInUser caller) {
        return Attribution.of("user:" + caller.username());
    }

    private static InvalidValueException wrongOldPassword() {
        return new InvalidValueException("old_password", "The old password is wrong.");
    }
}
