package dev.latchkey.admin.client.trust;

import dev.latchkey.admin.command.Change;
import dev.latchkey.admin.command.Failure;
import dev.latchkey.admin.command.Session;
import dev.latchkey.core.client.Client;
import dev.latchkey.core.client.ClientTrust;
import dev.latchkey.core.client.NewClient;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code latchkey client trust add}. */
record AddTrust(Session session) {

    @Command(
            description = {
                "Let JWTs of another issuer authenticate a client (RFC 7523), beside what it has.",
                "With them it gets tokens for itself only, and needs no secret.",
                "All conditions of one trust have to hold, and one trust is enough.",
                "A trust that is there already gets the keys that are given now; access tokens stay good."
            },
            footer = {
                "Examples:",
                "  latchkey client trust add deploy --issuer https://token.actions.githubusercontent.com --subject repo:octocat@123456/my-repo@456789:ref:refs/heads/main --once",
                "  latchkey client trust add deploy --issuer https://gitlab.example --subject-prefix project_path:o/app: --claim ref_protected='\"true\"'",
                "  latchkey client trust add pods --issuer https://kubernetes.default.svc.cluster.local --subject system:serviceaccount:shop:api --jwks-file cluster.jwks",
                "  latchkey client trust add batch --issuer https://auth.other.example --subject batch"
            })
    int add(
            @Parameters(paramLabel = "CLIENT", description = TrustedClient.DESCRIPTION) String nameOrId,
            @Mixin TrustSubjects subjects,
            @Mixin TrustOptions options,
            @Mixin Change change) {
        String issuer = subjects.issuer();
        if (session.serverVariables()
                .issuer()
                .filter(own -> isSame(own, issuer))
                .isPresent()) {
            throw Failure.usage("A server trusts no tokens of its own for that: name another issuer.");
        }
        List<ClientTrust> added = options.make(issuer, subjects.subjects(), subjects.prefixes());
        Client client = TrustedClient.find(session, nameOrId);
        int exitCode = TrustedClient.target(client, session)
                .change(
                        change,
                        () -> session.database()
                                .clientChanges()
                                .update(client.id(), before -> with(before, added), change.by()),
                        "updated the trusts of",
                        "trusts them already");
        added.forEach(TrustHints.of(session)::say);
        return exitCode;
    }

    /** Whether two issuers differ by a slash at the end at most. */
    private static boolean isSame(String one, String other) {
        return one.replaceFirst("/$", "").equals(other.replaceFirst("/$", ""));
    }

    /** A trust that differs in its keys alone takes the place of the one that is there. */
    private static NewClient with(NewClient client, List<ClientTrust> added) {
        Set<ClientTrust> all = new LinkedHashSet<>(client.authentication().trusts());
        Set<ClientTrust> demanded = added.stream().map(ClientTrust::withoutKeys).collect(Collectors.toSet());
        all.removeIf(trust -> demanded.contains(trust.withoutKeys()) && !added.contains(trust));
        all.addAll(added);
        try {
            return client.toBuilder()
                    .authentication(client.authentication().withTrusts(List.copyOf(all)))
                    .build();
        } catch (IllegalArgumentException e) {
            throw Failure.conflict(e.getMessage() + " 'latchkey client trust remove' removes what is there.");
        }
    }
}
