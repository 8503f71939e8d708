package dev.latchkey.admin.mail;

import dev.latchkey.admin.command.Noun;
import dev.latchkey.admin.command.Verb;
import java.util.List;

/** {@code latchkey mail}. */
public final class MailCommand {

    public static final Noun NOUN = new Noun(
            "mail",
            "The mail that servers send.",
            List.of("latchkey mail test admin@example.com"),
            new Verb("test", TestMail.class));

    private MailCommand() {}
}
