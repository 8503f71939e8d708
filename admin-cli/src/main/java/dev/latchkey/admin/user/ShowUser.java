package dev.latchkey.admin.user;

import dev.latchkey.admin.command.ExitCode;
import dev.latchkey.admin.command.Lookup;
import dev.latchkey.admin.command.Session;
import dev.latchkey.admin.user.UserShapes.DetailedUser;
import dev.latchkey.admin.user.factor.FactorShapes;
import dev.latchkey.core.account.Person;
import dev.latchkey.core.account.User;
import java.time.Instant;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code latchkey user show}. */
record ShowUser(Session session) {

    @Command(
            description = "Show one user.",
            footer = {"Examples:", "  latchkey user show alice", "  latchkey user show 01a2b3c4 -o json"})
    int show(@Parameters(paramLabel = "USER", description = UserTarget.DESCRIPTION) String nameOrId) {
        User user = Lookup.user(session.database(), nameOrId);
        Optional<Instant> lockedUntil = session.database().signInFailures().lockedUntil(user.username());
        Person person = session.database()
                .users()
                .findPerson(user.id())
                .orElseThrow(() -> UserTarget.of(user, session).gone());
        session.output()
                .show(
                        UserShapes.DETAILED,
                        new DetailedUser(
                                user,
                                person,
                                lockedUntil.orElse(null),
                                FactorShapes.kinds(session.database().factors(), user),
                                session.database().access().factorDemands().isMadeOf(user.id())));
        return ExitCode.DONE;
    }
}
