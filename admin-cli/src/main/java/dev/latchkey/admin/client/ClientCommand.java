package dev.latchkey.admin.client;

import dev.latchkey.admin.client.trust.TrustCommand;
import dev.latchkey.admin.command.Noun;
import dev.latchkey.admin.command.Verb;
import java.util.List;

/** {@code latchkey client}. */
public final class ClientCommand {

    public static final Noun NOUN = new Noun(
            "client",
            "Applications that ask for tokens, and their secrets.",
            List.of(
                    "latchkey client add shop --profile web --redirect-uri https://shop.example/callback",
                    "latchkey client show shop -o json"),
            new Verb("add", AddClient.class),
            new Verb("delete", DeleteClient.class),
            new Verb("disable", DisableClient.class),
            new Verb("enable", EnableClient.class),
            new Verb("list", ListClients.class),
            new Verb("rotate-secret", RotateSecret.class),
            new Verb("show", ShowClient.class),
            TrustCommand.NOUN,
            new Verb("update", UpdateClient.class));

    private ClientCommand() {}
}
