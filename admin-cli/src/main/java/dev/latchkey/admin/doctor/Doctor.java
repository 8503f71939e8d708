package dev.latchkey.admin.doctor;

import dev.latchkey.admin.command.ExitCode;
import dev.latchkey.admin.command.Failure;
import dev.latchkey.admin.command.ServerVariables;
import dev.latchkey.admin.command.Session;
import dev.latchkey.admin.doctor.Finding.Result;
import dev.latchkey.core.Requests;
import dev.latchkey.core.client.Client;
import dev.latchkey.core.client.GrantType;
import dev.latchkey.core.family.GrantUse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code latchkey doctor}. */
public record Doctor(Session session) {

    /** Sets of rules that clients can be held against. The names are typed. */
    @SuppressWarnings("MemberName")
    enum Profile {
        rfc9700,
        fapi2,
        mcp
    }

    @Command(
            description = {
                "Check database, schema, keys, master key, clock, names, mail and clients from a server's point of view.",
                "Ends with 0 only when all results are pass. Run it with the environment of the server, which it reads for the"
                        + " issuer and the settings."
            },
            footer = {
                "Examples:",
                "  latchkey doctor",
                "  latchkey doctor --profile rfc9700",
                "  latchkey doctor --profile fapi2 --client bank",
                "  latchkey doctor --profile mcp"
            })
    int doctor(
            @Option(
                            names = "--profile",
                            paramLabel = "NAME",
                            order = 10,
                            description = "Also check the rules of this profile, one by one: ${COMPLETION-CANDIDATES}.")
                    @Nullable
                    Profile profile,
            @Option(
                            names = "--client",
                            paramLabel = "CLIENT",
                            order = 20,
                            description = "Check only this client by the rules of the profile; repeat it for more.")
                    @Nullable
                    List<String> only) {
        if (only != null && profile == null) {
            throw Failure.usage("The option --client needs --profile.");
        }
        List<Finding> findings = new ArrayList<>(new InstallationChecks(session).run());
        if (session.isReady()) {
            List<Client> clients = session.database().clients().findAll();
            ServerVariables variables = session.serverVariables();
            findings.addAll(OutboxChecks.run(session.database().outbox(), MailChecks.isOn(variables), session.now()));
            MailChecks.run(variables).ifPresent(findings::add);
            if (MailChecks.isOn(variables)) {
                findings.add(MailChecks.reach(session.database().users().countReach()));
            }
            AccountChecks.ends(session.database().access().endChanges()).ifPresent(findings::add);
            findings.addAll(new LateTimeChecks(session.database()).run(clients));
            findings.addAll(new NameChecks(session.database()).run(clients));
            SignInChecks.issuer(variables.issuer(), clients).ifPresent(findings::add);
            findings.addAll(new ClientChecks(session.database().clients().findSecrets(), variables).run(clients));
            findings.addAll(
                    new ExchangeChecks(session.database().requests().resources().findAll()).run(clients));
            List<Client> held = only == null ? clients : named(clients, only);
            if (profile == Profile.fapi2) {
                findings.addAll(new Fapi2Checks(variables.issuer()).check(held));
            } else if (profile == Profile.mcp) {
                Requests requests = session.database().requests();
                findings.addAll(new McpChecks(
                                variables,
                                requests.resources().findAll(),
                                requests.trustedHosts().findAll())
                        .check(held, only != null));
            } else if (profile == Profile.rfc9700) {
                Map<UUID, GrantUse> passwordGrants =
                        session.database().familyListings().useOf(GrantType.PASSWORD.value(), Rfc9700.LATELY);
                findings.addAll(new Rfc9700(passwordGrants).check(held));
            }
        }
        session.output().list(Finding.FINDING, findings);
        return findings.stream().allMatch(finding -> finding.result() == Result.PASS) ? ExitCode.DONE : ExitCode.FAILED;
    }

    private static List<Client> named(List<Client> clients, List<String> names) {
        return names.stream()
                .map(name -> clients.stream()
                        .filter(client -> client.clientId().equals(name))
                        .findFirst()
                        .orElseThrow(() -> Failure.notFound("There is no client '" + name + "'.")))
                .toList();
    }
}
