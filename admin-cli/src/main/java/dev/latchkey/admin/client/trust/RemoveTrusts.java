package dev.latchkey.admin.client.trust;

import dev.latchkey.admin.command.Change;
import dev.latchkey.admin.command.Change.Ending;
import dev.latchkey.admin.command.Failure;
import dev.latchkey.admin.command.Session;
import dev.latchkey.admin.command.Target;
import dev.latchkey.core.client.Client;
import dev.latchkey.core.client.ClientChanges.TrustsRemoved;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code latchkey client trust remove}. */
record RemoveTrusts(Session session) {

    @Command(
            description = {
                "Let JWTs of an issuer authenticate a client no more: all of them, or those of the subjects that are named.",
                "If a subject that is named has no trust, none is removed. Revokes the access tokens that the client got for itself until now."
            },
            footer = {
                "Examples:",
                "  latchkey client trust remove deploy --issuer https://token.actions.githubusercontent.com --reason 'moved'",
                "  latchkey client trust remove deploy --issuer https://gitlab.example --subject-prefix project_path:o/app:"
            })
    int remove(
            @Parameters(paramLabel = "CLIENT", description = TrustedClient.DESCRIPTION) String nameOrId,
            @Mixin TrustSubjects subjects,
            @Mixin Change change) {
        Client client = TrustedClient.find(session, nameOrId);
        subjects.missing(client.authentication().trusts()).ifPresent(missing -> {
            throw Failure.notFound("The client '" + client.clientId() + "' has no trust of '" + missing
                    + "', and keeps what it has: see 'latchkey client trust list " + client.clientId() + "'.");
        });
        Target target = TrustedClient.target(client, session);
        Ending<TrustsRemoved> ending = change.makeEnding(
                () -> session.database()
                        .clientChanges()
                        .removeTrusts(client.id(), subjects.matching(), change.by())
                        .orElseThrow(target::gone),
                TrustsRemoved::revocation);
        return target.tellEnded(change, "removed trusts of", ending.ended());
    }
}
