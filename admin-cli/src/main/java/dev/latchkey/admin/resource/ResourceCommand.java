package dev.latchkey.admin.resource;

import dev.latchkey.admin.command.Verbs;
import picocli.CommandLine.Command;

/** {@code latchkey resource}. */
@Command(
        name = "resource",
        description = "The APIs that clients may ask access tokens for, by resource indicators (RFC 8707).",
        footer = {
            "Examples:",
            "  latchkey resource add https://api.example.com/ --scope read --scope write",
            "  latchkey resource list"
        })
@Verbs({AddResource.class, ListResources.class, RemoveResource.class})
public final class ResourceCommand {

    private ResourceCommand() {}
}
