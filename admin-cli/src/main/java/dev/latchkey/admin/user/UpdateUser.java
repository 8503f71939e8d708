package dev.latchkey.admin.user;

import dev.latchkey.admin.command.Change;
import dev.latchkey.admin.command.Change.Ending;
import dev.latchkey.admin.command.Failure;
import dev.latchkey.admin.command.Lookup;
import dev.latchkey.admin.command.Session;
import dev.latchkey.admin.command.Target;
import dev.latchkey.core.account.AddressTakenException;
import dev.latchkey.core.account.EndChanges;
import dev.latchkey.core.account.EndChanges.Moved;
import dev.latchkey.core.account.PersonChanges;
import dev.latchkey.core.account.Profile;
import dev.latchkey.core.account.ProfileChange;
import dev.latchkey.core.account.User;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code latchkey user update}. */
record UpdateUser(Session session) {

    private static final String ALREADY = "was so already";

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
            description = "Change what an account tells about its user, and when it ends. An empty text takes it away.",
            footer = {
                "Examples:",
                "  latchkey user update alice --email alice@example.org --email-verified",
                "  latchkey user update alice --name ''",
                "  latchkey user update alice --valid-until 2027-01-31T00:00Z",
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
            @Option(
                            names = "--valid-until",
                            paramLabel = "TIME",
                            order = 14,
                            converter = ValidUntil.Converter.class,
                            description = {
                                "When the account ends by itself, 2027-01-31T00:00Z, or never. Its sessions and tokens end then at the latest; those that have a longer access token are revoked now.",
                                "A later end brings nothing back that has ended."
                            })
                    @Nullable
                    ValidUntil validUntil,
            @Mixin Change change) {
        if (email == null && fullName == null && verification == null && claims == null && validUntil == null) {
            throw Failure.usage("What is to be changed? --email, --email-verified, --name, --claim or --valid-until.");
        }
        var wanted = new ProfileChange(Profile.parse(email, fullName), email != null, fullName != null);
        User user = Lookup.user(session.database(), nameOrId);
        Target target = UserTarget.of(user, session);
        Supplier<Optional<Boolean>> statement = () -> session.database()
                .userChanges()
                .updateProfile(user, wanted, change.by())
                // The address first: another one is not verified.
                .flatMap(changed -> or(changed, verify(user, verification, change)))
                .flatMap(changed -> or(changed, claim(user, claims, change)));
        return validUntil == null
                ? target.change(change, statement, "updated", ALREADY)
                : end(target, user, validUntil, change, statement);
    }

    /** Changes all of it in one transaction, and tells what that ended. */
    private int end(Target target, User user, ValidUntil end, Change change, Supplier<Optional<Boolean>> statement) {
        EndChanges ends = session.database().access().endChanges();
        Ending<Moved> ending = change.makeEnding(
                () -> statement
                        .get()
                        .flatMap(changed -> ends.move(user, end.time(), change.by())
                                .map(moved -> new Moved(changed || moved.changed(), moved.revocation())))
                        .orElseThrow(target::gone),
                Moved::revocation);
        if (!ending.value().changed()) {
            return target.tell(false, ending.ended(), user.username() + " " + ALREADY);
        }
        String words = change.mood("updated " + user.username()) + ": " + end.words(session.now());
        boolean revoked = ending.value().revocation().families() > 0;
        return target.tell(
                true, ending.ended(), revoked ? words + "; " + ending.ended().words(session.now()) : words);
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
