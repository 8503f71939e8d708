package dev.latchkey.admin.completion;

import dev.latchkey.admin.command.ExitCode;
import dev.latchkey.admin.command.Session;
import dev.latchkey.admin.terminal.UndeliveredException;
import java.io.IOException;

/** Prints a script. It is what it is in every format. */
final class Script {

    private Script() {}

    static int print(String script, Session session) {
        try {
            session.terminal().out().write(script);
        } catch (IOException e) {
            throw new UndeliveredException(e);
        }
        return ExitCode.DONE;
    }
}
