package dev.latchkey.admin.mail;

import dev.latchkey.admin.command.Verbs;
import picocli.CommandLine.Command;

/** {@code latchkey mail}. */
@Command(
        name = "mail",
        description = MailCommand.DESCRIPTION,
        footer = {"Examples:", "  latchkey mail test admin@example.com"})
@Verbs(TestMail.class)
public final class MailCommand {

    public static final String DESCRIPTION = "The mail that servers send.";

    private MailCommand() {}
}
