package dev.latchkey.admin.session;

import dev.latchkey.admin.command.Noun;
import dev.latchkey.admin.command.Verb;
import java.util.List;

/** {@code latchkey session}. */
public final class SessionCommand {

    public static final Noun NOUN = new Noun(
            "session",
            "Browser sessions: where users are signed in with a browser.",
            List.of(
                    "latchkey session list --user alice --active",
                    "latchkey session revoke --user alice --reason 'laptop lost'"),
            new Verb("list", ListSessions.class),
            new Verb("revoke", RevokeSessions.class),
            new Verb("show", ShowSession.class));

    private SessionCommand() {}
}
