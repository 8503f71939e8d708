package dev.latchkey.admin;

import dev.latchkey.admin.apply.PlanShapes;
import dev.latchkey.admin.audit.AuditShapes;
import dev.latchkey.admin.ban.BanShapes;
import dev.latchkey.admin.client.ClientShapes;
import dev.latchkey.admin.client.trust.TrustShapes;
import dev.latchkey.admin.consent.ConsentShapes;
import dev.latchkey.admin.db.DbShapes;
import dev.latchkey.admin.doctor.Finding;
import dev.latchkey.admin.group.GroupShapes;
import dev.latchkey.admin.key.KeyShapes;
import dev.latchkey.admin.output.Shape;
import dev.latchkey.admin.resource.ResourceShapes;
import dev.latchkey.admin.scope.ScopeShapes;
import dev.latchkey.admin.session.SessionShapes;
import dev.latchkey.admin.token.TokenShapes;
import dev.latchkey.admin.user.UserShapes;
import dev.latchkey.admin.user.factor.FactorShapes;
import dev.latchkey.admin.user.imports.Account;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The reference page, from the declarations that the help comes from. */
final class CliReference {

    /** What each command prints. */
    private static final Map<String, Shape<?>> SHAPES = new LinkedHashMap<>();

    static {
        SHAPES.put("user add", UserShapes.ADDED);
        SHAPES.put("user list", UserShapes.USER);
        SHAPES.put("user show", UserShapes.DETAILED);
        SHAPES.put("user set-password", UserShapes.CHANGED_PASSWORD);
        for (String verb : List.of("set-scopes", "update", "disable", "enable", "unlock", "verify-email", "delete")) {
            SHAPES.put("user " + verb, UserShapes.CHANGED);
        }
        SHAPES.put("user reset-link", UserShapes.MADE_LINK);
        SHAPES.put("user factor list", FactorShapes.FACTOR);
        SHAPES.put("user factor remove", UserShapes.CHANGED);
        SHAPES.put("user factor reset", UserShapes.CHANGED);
        SHAPES.put("user import", UserShapes.IMPORTED);
        SHAPES.put("group list", GroupShapes.GROUP);
        SHAPES.put("group show", GroupShapes.DETAILED);
        for (String verb : List.of("add", "set-scopes", "delete")) {
            SHAPES.put("group " + verb, GroupShapes.CHANGED);
        }
        for (String verb : List.of("add-member", "remove-member")) {
            SHAPES.put("group " + verb, GroupShapes.CHANGED_MEMBER);
        }
        SHAPES.put("client add", ClientShapes.ADDED);
        SHAPES.put("client rotate-secret", ClientShapes.ADDED);
        SHAPES.put("client list", ClientShapes.CLIENT);
        SHAPES.put("client show", ClientShapes.CLIENT);
        SHAPES.put("client trust list", TrustShapes.TRUST);
        SHAPES.put("client trust add", ClientShapes.CHANGED);
        SHAPES.put("client trust remove", ClientShapes.CHANGED);
        for (String verb : List.of("update", "disable", "enable", "delete")) {
            SHAPES.put("client " + verb, ClientShapes.CHANGED);
        }
        SHAPES.put("session list", SessionShapes.SESSION);
        SHAPES.put("session show", SessionShapes.SESSION);
        SHAPES.put("session revoke", SessionShapes.REVOKED);
        SHAPES.put("consent list", ConsentShapes.CONSENT);
        SHAPES.put("consent revoke", ConsentShapes.REVOKED);
        SHAPES.put("scope list", ScopeShapes.DESCRIBED);
        SHAPES.put("scope set", ScopeShapes.CHANGED);
        SHAPES.put("scope remove", ScopeShapes.CHANGED);
        SHAPES.put("resource list", ResourceShapes.RESOURCE);
        SHAPES.put("resource add", ResourceShapes.CHANGED);
        SHAPES.put("resource remove", ResourceShapes.CHANGED);
        SHAPES.put("token list", TokenShapes.FAMILY);
        SHAPES.put("token show", TokenShapes.FAMILY);
        SHAPES.put("token revoke", TokenShapes.REVOKED);
        SHAPES.put("token inspect", TokenShapes.INSPECTION);
        SHAPES.put("key list", KeyShapes.KEY);
        for (String verb : List.of("rotate", "retire", "revoke")) {
            SHAPES.put("key " + verb, KeyShapes.CHANGED);
        }
        SHAPES.put("key rewrap", KeyShapes.REWRAPPED);
        SHAPES.put("ban list", BanShapes.BAN);
        SHAPES.put("ban add", BanShapes.BAN);
        SHAPES.put("ban lift", BanShapes.LIFTED);
        SHAPES.put("apply", PlanShapes.PLAN);
        SHAPES.put("audit list", AuditShapes.EVENT);
        SHAPES.put("db migrate", DbShapes.MIGRATED);
        SHAPES.put("db status", DbShapes.STATUS);
        SHAPES.put("db purge", DbShapes.PURGED);
        SHAPES.put("doctor", Finding.FINDING);
    }

    private CliReference() {}

    static String page() {
        StringBuilder page = new StringBuilder("""
                # The `latchkey` command

                Made from the command's own declarations; a test keeps it current. How it is meant to be used is in the README.

                - Data goes to standard output, words to standard error. What a change did is told in words, and as data too when
                  `-o` asks for a format that programs read.
                - `-o json` is one value: an object, or an array with one object a line. `-o jsonl` is one object a line, `-o csv`
                  has a heading, `-o id` is ids only. Without `-o` a terminal gets a table, a pipe tab-separated columns without
                  a heading: those that are marked with * below.
                - `-o csv` prints data as they are. A name may begin with `=`, and a spreadsheet would run that as a formula: when
                  a person opens the file in one, add `--spreadsheet`. It puts `'` before cells that begin with `=`, `+`, `-`, `@`,
                  their wide forms, a tab or a line end. Let the spreadsheet separate by commas only. Never import such a file.
                - On a terminal, in tab-separated columns and in JSON, characters that do not show are escaped (`\\u200b`); CSV has
                  them as they are.
                - The names of the fields do not change without a major version. Times are RFC 3339 in UTC, to the second.
                  `refused_by` is now `rejected_after`, because it is a time; the old name is still printed beside it, until the
                  next release.

                ## Names and ids

                - Users, clients, browser sessions and token families may be named by an id or the beginning of one, of at least
                  four digits; users and clients by name.
                - A whole id is always the id, in upper or lower case, with dashes or without, in braces, and as `urn:uuid:`.
                - A name that is also the beginning of another's id is ambiguous, and so is a beginning that several ids have: the
                  command lists the candidates, changes nothing and ends with 4. Say the whole id.
                - A username is one word of at most 128 characters. It is compared in lower case and in the normal form NFKC. It has
                  no spaces, because the number and the kind of spaces cannot be seen, and lists and scripts separate words by spaces;
                  the full name may have spaces. Characters that do not show are refused, and what has the form of a UUID. A name of
                  digits is allowed, but 32 of them are a UUID.
                - A client id is 1 to 128 visible ASCII characters without a colon, and does not have the form of a UUID.
                - Names that are older than these rules go on working; `latchkey doctor` lists them.

                """);
        CommandSpec root = CommandTree.root().getCommandSpec();
        exitCodes(root, page);
        page.append("## Options of every command\n\n");
        options(root.options(), page);
        root.subcommands().values().forEach(noun -> noun(noun.getCommandSpec(), page));
        shapes(page);
        imports(page);
        return page.toString().stripTrailing() + "\n";
    }

    private static void exitCodes(CommandSpec root, StringBuilder page) {
        page.append("## Exit codes\n\n| code | meaning |\n|---|---|\n");
        root.usageMessage().exitCodeList().forEach((code, meaning) -> row(page, code, meaning));
        row(page, "141", "the program that reads the output has ended, as `head` does when it has enough");
        page.append("""

                When the output cannot be written, on a full disk say, the code is 1 and the error says whether something was
                changed. A secret that is shown once is printed before the change is committed: if it cannot be, nothing is
                changed, and the same command makes one later.
                """);
        page.append('\n');
    }

    private static void noun(CommandSpec noun, StringBuilder page) {
        page.append("## latchkey ").append(path(noun)).append("\n\n");
        page.append(String.join("\n", noun.usageMessage().description())).append("\n\n");
        if (noun.subcommands().isEmpty()) {
            command(noun, page);
        }
        noun.subcommands().values().stream().map(CommandLine::getCommandSpec).forEach(verb -> {
            if (!verb.subcommands().isEmpty()) {
                noun(verb, page);
                return;
            }
            page.append("### ").append(path(verb)).append("\n\n");
            page.append(String.join("\n", verb.usageMessage().description())).append("\n\n");
            command(verb, page);
        });
    }

    private static void command(CommandSpec command, StringBuilder page) {
        page.append("```sh\n");
        Arrays.stream(command.usageMessage().footer())
                .skip(1)
                .map(String::strip)
                .forEach(line -> page.append(line).append('\n'));
        page.append("```\n\n");
        command.positionalParameters().stream()
                .filter(parameter -> parameter.group() == null)
                .forEach(parameter -> page.append("- `")
                        .append(parameter.paramLabel())
                        .append("`: ")
                        .append(String.join(" ", parameter.description()))
                        .append('\n'));
        if (!command.positionalParameters().isEmpty()) {
            page.append('\n');
        }
        options(command.options().stream().filter(option -> !option.inherited()).toList(), page);
        Shape<?> shape = SHAPES.get(path(command));
        if (shape != null) {
            page.append("Prints: [")
                    .append(shape.name())
                    .append("](#")
                    .append(anchor(shape))
                    .append(")\n\n");
        }
    }

    private static void options(List<OptionSpec> options, StringBuilder page) {
        if (options.isEmpty()) {
            return;
        }
        page.append("| option | |\n|---|---|\n");
        for (OptionSpec option : options) {
            String value = option.arity().max() == 0 ? "" : " " + option.paramLabel();
            String description = new Help(CommandSpec.create(), Help.defaultColorScheme(Help.Ansi.OFF))
                    .ansi()
                    .text(String.join(" ", option.description()))
                    .toString();
            row(page, "`" + String.join("`, `", option.names()) + value + "`", interpolate(option, description));
        }
        page.append('\n');
    }

    private static String interpolate(OptionSpec option, String description) {
        Iterable<String> candidates = option.completionCandidates() == null ? List.of() : option.completionCandidates();
        return description
                .replace("${COMPLETION-CANDIDATES}", String.join(", ", candidates))
                .replace("${DEFAULT-VALUE}", String.valueOf(option.defaultValue()));
    }

    private static void shapes(StringBuilder page) {
        page.append("## What is printed\n\n");
        for (Shape<?> shape : SHAPES.values().stream().distinct().toList()) {
            page.append("### ").append(title(shape)).append("\n\n| field | type | |\n|---|---|---|\n");
            shape.fields()
                    .forEach(field -> row(
                            page,
                            "`" + field.name() + "`" + (field.inTable() ? " *" : ""),
                            field.kind().title(),
                            field.description()));
            page.append('\n');
        }
    }

    private static void imports(StringBuilder page) {
        page.append("## What can be imported\n\n"
                + "The columns of a CSV file, which its first line names, and the members of a JSON object:\n\n");
        page.append("| field | |\n|---|---|\n");
        Account.FIELDS.forEach((name, meaning) -> row(page, "`" + name + "`", meaning));
        page.append(
                "\n"
                        + "One line is one user. Fields that are not needed may be left out; others are refused. What"
                        + " `user list` prints besides (" + String.join(", ", Account.NOT_CARRIED)
                        + ") is read and not carried over: `--errors` has a line for each user that loses something by"
                        + " it.\n"
                        + "[moving.md](moving.md#passwords) lists the formats of password hashes, and imports the files of other systems.\n");
    }

    private static void row(StringBuilder page, String... cells) {
        page.append(Arrays.stream(cells)
                .map(cell -> cell.replace("|", "\\|"))
                .collect(Collectors.joining(" | ", "| ", " |\n")));
    }

    private static String path(CommandSpec command) {
        String name = command.qualifiedName();
        return name.substring(name.indexOf(' ') + 1);
    }

    private static String title(Shape<?> shape) {
        return "Fields: " + shape.name();
    }

    private static String anchor(Shape<?> shape) {
        return "fields-" + shape.name().replace(' ', '-');
    }
}
