package dev.latchkey.admin.user;

import dev.latchkey.admin.command.Verbs;
import dev.latchkey.admin.user.factor.FactorCommand;
import picocli.CommandLine.Command;

/** {@code latchkey user}. */
@Command(
        name = "user",
        description = UserCommand.DESCRIPTION,
        footer = {
            "Examples:",
            "  latchkey user add alice --email alice@example.com --scope read --generate-password",
            "  latchkey user disable alice --reason 'left the company'"
        })
@Verbs({
    AddUser.class,
    DeleteUser.class,
    DisableUser.class,
    EnableUser.class,
    FactorCommand.class,
    ImportUsers.class,
    ListUsers.class,
    MakeResetLink.class,
    SetPassword.class,
    SetScopes.class,
    ShowUser.class,
    UnlockUser.class,
    UpdateUser.class,
    VerifyEmail.class
})
public final class UserCommand {

    public static final String DESCRIPTION = "Accounts: who may sign in, and with which scopes.";

    private UserCommand() {}
}
