package dev.latchkey.admin.client.trust;

import dev.latchkey.admin.command.Change;
import dev.latchkey.admin.command.Change.Ending;
import dev.latchkey.admin.command.Failure;
import dev.latchkey.admin.command.Session;
import dev.latchkey.admin.command.Target;
import dev.latchkey.core.client.Client;
import dev.latchkey.core.client.ClientChanges.TrustsRemoved;
import dev.latchkey.core.client.ClientTrust;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code latchkey client trust remove}. */
record RemoveTrusts(Session session) {

    @Command(
            name = "remove",
            description = {
                "Let JWTs of an issuer authenticate a client no more: all of them, or those of the subjects that are named.",
                "Revokes the access tokens that the client got for itself until now."
            },
            footer = {
                "Examples:",
                "  latchkey client trust remove deploy --issuer https://token.actions.githubusercontent.com --reason 'moved'",
                "  latchkey client trust remove deploy --issuer https://gitlab.example --subject-prefix project_path:o/app:"
            })
    int remove(
            @Parameters(paramLabel = "CLIENT", description = TrustedClient.DESCRIPTION) String nameOrId,
            @Option(
                            names = "--issuer",
                            required = true,
                            paramLabel = "URL",
                            order = 1,
                            description = "As 'client trust list' prints it.")
                    String issuer,
            @Option(
                            names = "--subject",
                            paramLabel = "SUB",
                            order = 2,
                            description = "Only this subject; repeat it for more.")
                    @Nullable
                    List<String> subjects,
            @Option(
                            names = "--subject-prefix",
                            paramLabel = "PREFIX",
                            order = 3,
                            description = "Only this prefix; repeat it for more.")
                    @Nullable
                    List<String> prefixes,
            @Mixin Change change) {
        Client client = TrustedClient.find(session, nameOrId);
        boolean all = subjects == null && prefixes == null;
        Predicate<ClientTrust> which = trust -> trust.issuer().equals(issuer)
                && (all
                        || (subjects != null && trust.subject() != null && subjects.contains(trust.subject()))
                        || (prefixes != null
                                && trust.subjectPrefix() != null
                                && prefixes.contains(trust.subjectPrefix())));
        if (client.authentication().trusts().stream().noneMatch(which)) {
            throw Failure.notFound("The client '" + client.clientId()
                    + "' has no such trust: see 'latchkey client trust" + " list " + client.clientId() + "'.");
        }
        Target target = TrustedClient.target(client, session);
        Ending<TrustsRemoved> ending = change.makeEnding(
                () -> session.database()
                        .clientChanges()
                        .removeTrusts(client.id(), which, change.by())
                        .orElseThrow(target::gone),
                TrustsRemoved::revocation);
        return target.tellEnded(change, "removed trusts of", ending.ended());
    }
}
