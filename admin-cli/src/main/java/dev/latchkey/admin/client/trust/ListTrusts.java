package dev.latchkey.admin.client.trust;

import dev.latchkey.admin.command.ExitCode;
import dev.latchkey.admin.command.Lookup;
import dev.latchkey.admin.command.Session;
import dev.latchkey.admin.output.Rows;
import dev.latchkey.core.client.Client;
import dev.latchkey.core.client.ClientTrust;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code latchkey client trust list}. */
record ListTrusts(Session session) {

    @Command(
            description = "List whose JWTs authenticate a client, beside what it has.",
            footer = {"Examples:", "  latchkey client trust list deploy"})
    int list(@Parameters(paramLabel = "CLIENT", description = TrustedClient.DESCRIPTION) String nameOrId) {
        Client client = Lookup.client(session.database(), nameOrId);
        try (Rows<ClientTrust> rows = session.output().rows(TrustShapes.TRUST)) {
            client.authentication().trusts().forEach(rows::write);
        }
        return ExitCode.DONE;
    }
}
