package dev.latchkey.admin.token;

import dev.latchkey.admin.command.Noun;
import dev.latchkey.admin.command.Verb;
import java.util.List;

/** {@code latchkey token}. */
public final class TokenCommand {

    public static final Noun NOUN = new Noun(
            "token",
            "Token families: one sign-in with every refresh and access token that came from it.",
            List.of(
                    "latchkey token list --user alice --active",
                    "latchkey token revoke --client shop --reason 'secret leaked'"),
            new Verb("inspect", InspectToken.class),
            new Verb("list", ListTokens.class),
            new Verb("revoke", RevokeTokens.class),
            new Verb("show", ShowToken.class));

    private TokenCommand() {}
}
