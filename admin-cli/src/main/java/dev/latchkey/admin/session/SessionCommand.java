package dev.latchkey.admin.session;

import dev.latchkey.admin.command.Verbs;
import picocli.CommandLine.Command;

/** {@code latchkey session}. */
@Command(
        name = "session",
        description = SessionCommand.DESCRIPTION,
        footer = {
            "Examples:",
            "  latchkey session list --user alice --active",
            "  latchkey session revoke --user alice --reason 'laptop lost'"
        })
@Verbs({ListSessions.class, RevokeSessions.class, ShowSession.class})
public final class SessionCommand {

    public static final String DESCRIPTION = "Browser sessions: where users are signed in with a browser.";

    private SessionCommand() {}
}
