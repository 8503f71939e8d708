package dev.latchkey.admin.user;

import dev.latchkey.admin.command.Noun;
import dev.latchkey.admin.command.Verb;
import dev.latchkey.admin.user.factor.FactorCommand;
import java.util.List;

/** {@code latchkey user}. */
public final class UserCommand {

    public static final Noun NOUN = new Noun(
            "user",
            "Accounts: who may sign in, and with which scopes.",
            List.of(
                    "latchkey user add alice --email alice@example.com --scope read --generate-password",
                    "latchkey user disable alice --reason 'left the company'"),
            new Verb("add", AddUser.class),
            new Verb("delete", DeleteUser.class),
            new Verb("disable", DisableUser.class),
            new Verb("enable", EnableUser.class),
            FactorCommand.NOUN,
            new Verb("import", ImportUsers.class),
            new Verb("list", ListUsers.class),
            new Verb("reset-link", MakeResetLink.class),
            new Verb("set-password", SetPassword.class),
            new Verb("set-scopes", SetScopes.class),
            new Verb("show", ShowUser.class),
            new Verb("unlock", UnlockUser.class),
            new Verb("update", UpdateUser.class),
            new Verb("verify-email", VerifyEmail.class));

    private UserCommand() {}
}
