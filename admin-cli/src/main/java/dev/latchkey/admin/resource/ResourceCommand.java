package dev.latchkey.admin.resource;

import dev.latchkey.admin.command.Noun;
import dev.latchkey.admin.command.Verb;
import java.util.List;

/** {@code latchkey resource}. */
public final class ResourceCommand {

    public static final Noun NOUN = new Noun(
            "resource",
            "The APIs that clients may ask access tokens for, by resource indicators (RFC 8707).",
            List.of(
                    "latchkey resource add https://api.example.com/ --scope read --scope write",
                    "latchkey resource list"),
            new Verb("add", AddResource.class),
            new Verb("list", ListResources.class),
            new Verb("remove", RemoveResource.class));

    private ResourceCommand() {}
}
