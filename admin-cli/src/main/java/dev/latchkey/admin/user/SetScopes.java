package dev.latchkey.admin.user;

import dev.latchkey.admin.command.Change;
import dev.latchkey.admin.command.Ended;
import dev.latchkey.admin.command.Lookup;
import dev.latchkey.admin.command.ScopeOptions;
import dev.latchkey.admin.command.Session;
import dev.latchkey.admin.command.Target;
import dev.latchkey.core.account.User;
import dev.latchkey.core.account.UserChanges;
import dev.latchkey.core.account.UserChanges.ScopesChange;
import dev.latchkey.core.family.Scopes;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code latchkey user set-scopes}. */
record SetScopes(Session session) {

    /** Which scopes, or which more and which fewer. */
    static final class Wanted {
        @Option(
                names = "--scope",
                paramLabel = "SCOPE",
                order = 10,
                description = "Exactly these, repeat it for more; '' for none.")
        @Nullable
        List<Scopes> exactly;

        @ArgGroup(exclusive = false)
        @Nullable
        Difference difference;

        Scopes after(Scopes before) {
            return difference == null
                    ? ScopeOptions.union(exactly)
                    : before.with(ScopeOptions.union(difference.added), ScopeOptions.union(difference.removed));
        }
    }

    /** More and fewer. */
    static final class Difference {
        @Option(names = "--add", paramLabel = "SCOPE", order = 11, description = "This one more.")
        @Nullable
        List<Scopes> added;

        @Option(names = "--remove", paramLabel = "SCOPE", order = 12, description = "This one no longer.")
        @Nullable
        List<Scopes> removed;
    }

    @Command(
            name = "set-scopes",
            description = {
                "Set the scopes that a user may be granted, or add and remove some.",
                "Tokens lose a removed scope at their next refresh."
            },
            footer = {
                "Examples:",
                "  latchkey user set-scopes alice --scope read --scope write",
                "  latchkey user set-scopes alice --add reports --remove write"
            })
    int setScopes(
            @Parameters(paramLabel = "USER", description = UserTarget.DESCRIPTION) String nameOrId,
            @ArgGroup(exclusive = true, multiplicity = "1") Wanted wanted,
            @Mixin Change change) {
        User user = Lookup.user(session.database(), nameOrId);
        UserChanges users = session.database().userChanges();
        Target target = UserTarget.of(user, session);
        ScopesChange done = change.make(() -> users.updateScopes(user, wanted::after, change.by()))
                .orElseThrow(target::gone);
        String scopes = done.scopes().isEmpty() ? "none" : done.scopes().toString();
        String words = done.changed()
                ? change.mood("set the scopes of " + user.username()) + ": " + scopes
                : user.username() + " had these scopes already: " + scopes;
        return target.tell(done.changed(), Ended.NOTHING, words);
    }
}
