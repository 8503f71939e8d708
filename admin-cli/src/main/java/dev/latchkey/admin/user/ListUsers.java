package dev.latchkey.admin.user;

import dev.latchkey.admin.command.ExitCode;
import dev.latchkey.admin.command.Limit;
import dev.latchkey.admin.command.Session;
import dev.latchkey.admin.output.Rows;
import dev.latchkey.core.Database;
import dev.latchkey.core.account.User;
import dev.latchkey.core.account.UserFilter;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code latchkey user list}. */
record ListUsers(Session session) {

    /** One status. */
    static final class Status {
        @Option(names = "--active", order = 10, description = "Only users that are neither disabled nor expired.")
        boolean active;

        @Option(names = "--disabled", order = 11, description = "Only users that are disabled.")
        boolean disabled;

        @Option(names = "--expired", order = 12, description = "Only users whose accounts have ended by themselves.")
        boolean expired;

        UserFilter.Status wanted() {
            return active
                    ? UserFilter.Status.ACTIVE
                    : disabled ? UserFilter.Status.DISABLED : UserFilter.Status.EXPIRED;
        }
    }

    @Command(
            description = "List users in the order of their names.",
            footer = {
                "Examples:",
                "  latchkey user list --active --scope write",
                "  latchkey user list --expiring 30d",
                "  latchkey user list --limit 0 -o jsonl > users.jsonl"
            })
    int list(
            @ArgGroup(exclusive = true) @Nullable Status status,
            @Option(
                            names = "--scope",
                            paramLabel = "SCOPE",
                            order = 20,
                            description = "Only users that have this scope.")
                    @Nullable
                    String scope,
            @Option(
                            names = "--since",
                            paramLabel = "TIME",
                            order = 21,
                            description = "Only users that were added in this time up to now: 24h, 30d.")
                    @Nullable
                    Duration since,
            @Option(
                            names = "--expiring",
                            paramLabel = "TIME",
                            order = 22,
                            description = "Only users whose accounts end in this time from now on: 24h, 30d.")
                    @Nullable
                    Duration expiring,
            @Mixin Limit limit) {
        UserFilter filter =
                new UserFilter(status == null ? null : status.wanted(), scope, since, expiring, limit.value());
        try (Rows<User> rows = session.output().rows(expiring == null ? UserShapes.USER : UserShapes.ENDING)) {
            Database database = session.database();
            database.transactions().run(() -> database.users().forEach(filter, rows::write));
        }
        return ExitCode.DONE;
    }
}
