package dev.latchkey.admin.client.trust;

import dev.latchkey.admin.command.Noun;
import dev.latchkey.admin.command.Verb;
import java.util.List;

/** {@code latchkey client trust}. */
public final class TrustCommand {

    public static final Noun NOUN = new Noun(
            "trust",
            "Issuers of others whose JWTs authenticate a client: build servers, clusters, another Latchkey.",
            List.of(
                    "latchkey client trust add deploy --issuer https://gitlab.example --subject project_path:o/app:ref_type:branch:ref:main",
                    "latchkey client trust list deploy"),
            new Verb("add", AddTrust.class),
            new Verb("list", ListTrusts.class),
            new Verb("remove", RemoveTrusts.class));

    private TrustCommand() {}
}
