package dev.latchkey.admin.export;

import dev.latchkey.admin.apply.Sections;
import dev.latchkey.admin.client.ClientSection;
import dev.latchkey.admin.command.ExitCode;
import dev.latchkey.admin.command.Failure;
import dev.latchkey.admin.command.Session;
import dev.latchkey.admin.output.Format;
import dev.latchkey.admin.terminal.UndeliveredException;
import java.io.IOException;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code latchkey export}. */
public record ExportConfiguration(Session session) {

    @Command(
            description = {
                "Print clients, scopes, resources, trusted hosts and groups as a file for 'latchkey apply'.",
                "The same is always printed alike: objects by name, and no field that has its default. JSON with -o json, else"
                        + " YAML. It has no secrets, no users and no clients of documents."
            },
            footer = {
                "Examples:",
                "  latchkey export > latchkey.yaml",
                "  latchkey export --secret-hashes > clone.yaml",
                "  latchkey export --schema > latchkey.schema.json"
            })
    int export(
            @Option(
                            names = "--secret-hashes",
                            order = 10,
                            description =
                                    "Add the hashes of client secrets, for a clone whose clients keep their secrets.")
                    boolean secretHashes,
            @Option(
                            names = "--schema",
                            order = 11,
                            description = "Print the JSON Schema of such files instead. Needs no database.")
                    boolean schema) {
        Format format = session.options().output();
        if (format != null && format != Format.json) {
            throw Failure.usage("A configuration is YAML, or JSON with -o json: leave '-o " + format + "' out.");
        }
        Sections sections = Sections.of(new ClientSection(session.now(), secretHashes));
        if (schema) {
            return print(PrettyJson.write(JsonSchema.of(sections.all())));
        }
        Map<String, Object> tree =
                session.database().transactions().in(() -> Tree.of(session.database(), sections.all()));
        return print(format == Format.json ? PrettyJson.write(tree) : YamlWriter.write(tree));
    }

    private int print(String text) {
        try {
            session.terminal().out().write(text);
        } catch (IOException e) {
            throw new UndeliveredException(e);
        }
        return ExitCode.DONE;
    }
}
