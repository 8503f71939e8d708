package dev.latchkey.admin.command;

import dev.latchkey.core.family.Scopes;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Scopes that a user or client is given. */
public final class ScopeOptions {

    @Option(
            names = "--scope",
            paramLabel = "SCOPE",
            order = 50,
            description = "A scope; repeat it for more, or separate them by spaces.")
    @Nullable
    List<Scopes> scopes;

    public Scopes scopes() {
        return union(scopes);
    }

    /** Whether any was named. */
    public boolean given() {
        return scopes != null;
    }

    /** All scopes of a repeated option. */
    public static Scopes union(@Nullable List<Scopes> given) {
        return given == null
                ? Scopes.NONE
                : Scopes.of(given.stream()
                        .map(Scopes::tokens)
                        .flatMap(Collection::stream)
                        .distinct()
                        .toList());
    }
}
