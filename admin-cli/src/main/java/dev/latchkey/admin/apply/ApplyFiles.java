package dev.latchkey.admin.apply;

import dev.latchkey.admin.client.ClientSection;
import dev.latchkey.admin.command.Change;
import dev.latchkey.admin.command.Confirmation;
import dev.latchkey.admin.command.ExitCode;
import dev.latchkey.admin.command.Failure;
import dev.latchkey.admin.command.Session;
import dev.latchkey.admin.config.Part;
import dev.latchkey.admin.output.Counted;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code latchkey apply}. */
public record ApplyFiles(Session session) {

    private static final int PRUNE_LIMIT = 10;

    @Command(
            description = {
                "Make clients, scopes, resources, trusted hosts and groups as files say.",
                "Shows the changes, asks, and makes all of them or none. A section that no file has stays as it is; in an"
                        + " object that a file has, a field that is missing gets its default.",
                "Secrets, tokens_not_before and disabled change only when a file has them."
            },
            footer = {
                "Examples:",
                "  latchkey apply latchkey.yaml",
                "  latchkey apply clients.yaml apis.yaml --yes --secrets-out new-secrets.jsonl",
                "  latchkey apply latchkey.yaml --prune --dry-run --exit-code",
                "  latchkey export | latchkey apply - --yes --prune --dry-run"
            })
    int apply(
            @Parameters(
                            paramLabel = "FILE",
                            arity = "1..*",
                            description =
                                    "A configuration in YAML or JSON; - for standard input. Objects of several files add up.")
                    List<String> files,
            @Option(
                            names = "--prune",
                            order = 10,
                            description =
                                    "Delete what no file has, in the sections that a file has. Never clients of documents, scopes of OpenID Connect and groups with members.")
                    boolean prune,
            @Option(
                            names = "--prune-limit",
                            paramLabel = "COUNT",
                            order = 11,
                            description = "How many objects may be deleted. Default: 10.")
                    @Nullable
                    Integer pruneLimit,
            @Option(
                            names = "--enable",
                            order = 12,
                            description = "Enable disabled clients that a file has with 'disabled: false'.")
                    boolean enable,
            @Option(
                            names = "--secrets-out",
                            paramLabel = "FILE",
                            order = 13,
                            description =
                                    "A new file for the secrets that are made, for its owner only, one JSON object a line.")
                    @Nullable
                    Path secretsOut,
            @Option(
                            names = "--exit-code",
                            order = 14,
                            description = "With --dry-run: end with 7 when something would change.")
                    boolean exitCode,
            @Mixin Confirmation confirmation,
            @Mixin Change change) {
        if (exitCode && !change.dryRun()) {
            throw Failure.usage("--exit-code needs --dry-run.");
        }
        if (pruneLimit != null && !prune) {
            throw Failure.usage("--prune-limit needs --prune.");
        }
        ClientSection clients = new ClientSection(session.now(), true);
        List<Part<?>> wanted = Configuration.read(
                files, session.terminal().in(), Sections.of(clients).all());
        if (session.hasNoDatabase()) {
            // None is made only to show a plan.
            requireAnswerable(files, confirmation, change);
        }
        change.mayBegin();
        Plan plan = Plan.of(session.database(), wanted, prune, enable, session.terminal()::say);
        session.output().list(PlanShapes.LINE, plan.lines(session.database()));
        session.terminal().deliver();
        int limit = pruneLimit == null ? PRUNE_LIMIT : pruneLimit;
        SecretsOut out = new SecretsOut(session, secretsOut);
        SortedMap<String, String> secrets = clients.generatedSecrets();
        if (change.dryRun()) {
            out.lost(secrets).ifPresent(session.terminal()::say);
            return tell(plan, limit, exitCode);
        }
        if (plan.isEmpty()) {
            session.terminal().say("nothing to change");
            return ExitCode.DONE;
        }
        if (plan.deleted() > limit) {
            throw Failure.usage(tooMany(plan, limit) + " Nothing was changed.");
        }
        out.requireNew();
        requireAnswerable(files, confirmation, change);
        out.requireKept(secrets);
        confirmation.require(change, plan.words() + ". Make these changes?");
        Supplier<Plan> changes = () -> make(plan, wanted, prune, enable, change);
        if (secrets.isEmpty()) {
            change.make(changes);
        } else {
            change.makeShowing(changes, made -> out.write(secrets), () -> out.takeBack(secrets));
        }
        session.terminal()
                .say("added " + plan.added() + ", changed " + plan.changed() + ", deleted " + plan.deleted()
                        + (secrets.isEmpty() ? "" : "; the secrets of new clients are " + out.place()));
        return ExitCode.DONE;
    }

    private static void requireAnswerable(List<String> files, Confirmation confirmation, Change change) {
        if (files.contains(Configuration.INPUT)) {
            confirmation.requireYes(
                    change, "The answer cannot come from standard input when the file does: add --yes.");
        }
        if (!confirmation.canBeAnswered(change)) {
            confirmation.requireYes(change, "There is no terminal to ask at: add --yes, or look first with --dry-run.");
        }
    }

    private int tell(Plan plan, int limit, boolean exitCode) {
        session.terminal().say(plan.isEmpty() ? "nothing to change" : plan.words());
        if (plan.deleted() > limit) {
            session.terminal().say(tooMany(plan, limit));
        }
        return exitCode && !plan.isEmpty() ? ExitCode.DIFFERS : ExitCode.DONE;
    }

    private static String tooMany(Plan plan, int limit) {
        return "The files delete " + Counted.of(plan.deleted(), "object") + ", more than " + limit
                + ": if that is meant, add --prune-limit " + plan.deleted() + ".";
    }

    /** In the transaction of the caller, if the database is still as it was when the plan was shown. */
    private Plan make(Plan shown, List<Part<?>> wanted, boolean prune, boolean enable, Change change) {
        wanted.forEach(part -> part.section().lock(session.database()));
        Plan now = Plan.of(session.database(), wanted, prune, enable, note -> {});
        if (!now.isShownAs(shown)) {
            throw Failure.conflict("The database changed since the plan was made. Nothing was changed: run the command"
                    + " again for another plan.");
        }
        now.write(session.database(), change.by());
        return now;
    }
}
