package dev.latchkey.admin.command;

import dev.latchkey.core.family.Scopes;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Which scopes, or which more and which fewer. */
public final class WantedScopes {

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

    /** More and fewer. */
    static final class Difference {
        @Option(names = "--add", paramLabel = "SCOPE", order = 11, description = "This one more.")
        @Nullable
        List<Scopes> added;

        @Option(names = "--remove", paramLabel = "SCOPE", order = 12, description = "This one no longer.")
        @Nullable
        List<Scopes> removed;
    }

    /** What {@code before} becomes. */
    public Scopes after(Scopes before) {
        return difference == null
                ? ScopeOptions.union(exactly)
                : before.with(ScopeOptions.union(difference.added), ScopeOptions.union(difference.removed));
    }
}
