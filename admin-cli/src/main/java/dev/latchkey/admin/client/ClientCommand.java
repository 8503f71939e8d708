package dev.latchkey.admin.client;

import dev.latchkey.admin.client.trust.TrustCommand;
import dev.latchkey.admin.command.Verbs;
import picocli.CommandLine.Command;

/** {@code latchkey client}. */
@Command(
        name = "client",
        description = ClientCommand.DESCRIPTION,
        footer = {
            "Examples:",
            "  latchkey client add shop --profile web --redirect-uri https://shop.example/callback",
            "  latchkey client show shop -o json"
        })
@Verbs({
    AddClient.class,
    DeleteClient.class,
    DisableClient.class,
    EnableClient.class,
    ListClients.class,
    RotateSecret.class,
    ShowClient.class,
    TrustCommand.class,
    UpdateClient.class
})
public final class ClientCommand {

    public static final String DESCRIPTION = "Applications that ask for tokens, and their secrets.";

    private ClientCommand() {}
}
