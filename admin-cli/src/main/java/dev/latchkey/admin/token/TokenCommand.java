package dev.latchkey.admin.token;

import dev.latchkey.admin.command.Verbs;
import picocli.CommandLine.Command;

/** {@code latchkey token}. */
@Command(
        name = "token",
        description = TokenCommand.DESCRIPTION,
        footer = {
            "Examples:",
            "  latchkey token list --user alice --active",
            "  latchkey token revoke --client shop --reason 'secret leaked'"
        })
@Verbs({InspectToken.class, ListTokens.class, RevokeTokens.class, ShowToken.class})
public final class TokenCommand {

    public static final String DESCRIPTION =
            "Token families: one sign-in with every refresh and access token that came from it.";

    private TokenCommand() {}
}
