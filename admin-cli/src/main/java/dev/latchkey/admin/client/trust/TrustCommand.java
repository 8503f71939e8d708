package dev.latchkey.admin.client.trust;

import dev.latchkey.admin.command.Verbs;
import picocli.CommandLine.Command;

/** {@code latchkey client trust}. */
@Command(
        name = "trust",
        description = "Issuers of others whose JWTs authenticate a client: build servers, clusters, another Latchkey.",
        footer = {
            "Examples:",
            "  latchkey client trust add deploy --issuer https://gitlab.example --subject project_path:o/app:ref_type:branch:ref:main",
            "  latchkey client trust list deploy"
        })
@Verbs({AddTrust.class, ListTrusts.class, RemoveTrusts.class})
public final class TrustCommand {

    private TrustCommand() {}
}
