package dev.latchkey.admin.user;

import dev.latchkey.admin.command.Change;
import dev.latchkey.admin.command.Failure;
import dev.latchkey.admin.command.Lookup;
import dev.latchkey.admin.command.Session;
import dev.latchkey.core.account.AddressTakenException;
import dev.latchkey.core.account.PersonChanges;
import dev.latchkey.core.account.Profile;
import dev.latchkey.core.account.ProfileChange;
import dev.latchkey.core.account.User;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code latchkey user update}. */
record UpdateUser(Session session) {

    /** Whether the address is the user's. */
    static final class Verification {
        @Option(
                names = "--email-verified",
                order = 11,
                description = "The address was found to be the user's. Another address is not verified.")
        boolean verified;

        @Option(names = "--email-unverified", order = 11, description = "The address was not found to be the user's.")
        boolean unverified;
    }

    @Command(
            name = "update",
            description = "Change what an account tells about its user. An empty text takes it away.",
            footer = {
                "Examples:",
                "  latchkey user update alice --email alice@example.org --email-verified",
                "  latchkey user update alice --name ''",
                "  latchkey user update alice --claim given_name=Alice --claim locale=de --claim website="
            })
    int update(
            @Parameters(paramLabel = "USER", description = UserTarget.DESCRIPTION) String nameOrId,
            @Option(names = "--email", paramLabel = "ADDRESS", order = 10, description = "The email address.") @Nullable
                    String email,
            @ArgGroup(exclusive = true) @Nullable Verification verification,
            @Option(names = "--name", paramLabel = "TEXT", order = 12, description = "The full name.") @Nullable
                    String fullName,
            @Option(
                            names = "--claim",
                            paramLabel = "NAME=VALUE",
                            order = 13,
                            converter = UserClaim.Converter.class,
                            description =
                                    "A claim of OpenID Connect for the scopes profile, address and phone, like given_name or address.country, repeat it for more; NAME= removes one, and those that are not named stay.")
                    @Nullable
                    List<UserClaim> claims,
            @Mixin Change change) {
        if (email == null && fullName == null && verification == null && claims == null) {
            throw Failure.usage("What is to be changed? --email, --email-verified, --name or --claim.");
        }
        var wanted = new ProfileChange(Profile.parse(email, fullName), email != null, fullName != null);
        User user = Lookup.user(session.database(), nameOrId);
        return UserTarget.of(user, session)
                .change(
                        change,
                        () -> session.database()
                                .userChanges()
                                .updateProfile(user, wanted, change.by())
                                // The address first: another one is not verified.
                                .flatMap(changed -> or(changed, verify(user, verification, change)))
                                .flatMap(changed -> or(changed, claim(user, claims, change))),
                        "updated",
                        "was so already");
    }

    private static Optional<Boolean> or(boolean changed, Optional<Boolean> other) {
        return other.map(also -> changed || also);
    }

    private Optional<Boolean> verify(User user, @Nullable Verification verification, Change change) {
        if (verification == null) {
            return Optional.of(false);
        }
        try {
            return people().setEmailVerified(user.id(), verification.verified, change.by());
        } catch (IllegalArgumentException e) {
            throw Failure.usage(user.username() + " has no email address that could be verified: add --email.");
        } catch (AddressTakenException e) {
            throw Failure.conflict(e.getMessage());
        }
    }

    private Optional<Boolean> claim(User user, @Nullable List<UserClaim> claims, Change change) {
        return claims == null
                ? Optional.of(false)
                : people().updateClaims(user.id(), before -> UserClaim.apply(claims, before), change.by());
    }

    private PersonChanges people() {
        return session.database().personChanges();
    }
}
