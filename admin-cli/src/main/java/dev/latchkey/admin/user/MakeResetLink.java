package dev.latchkey.admin.user;

import dev.latchkey.admin.command.Change;
import dev.latchkey.admin.command.ExitCode;
import dev.latchkey.admin.command.Failure;
import dev.latchkey.admin.command.Lookup;
import dev.latchkey.admin.command.Session;
import dev.latchkey.admin.user.UserShapes.MadeLink;
import dev.latchkey.core.account.Recovery;
import dev.latchkey.core.account.User;
import dev.latchkey.core.key.KeyAlgorithm;
import dev.latchkey.core.key.KeyRecord;
import dev.latchkey.core.link.ResetLink;
import dev.latchkey.core.proof.Proofs;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code latchkey user reset-link}. */
record MakeResetLink(Session session) {

    @Command(
            description = {
                "Print a link with which a user sets a new password, once and within 30 minutes.",
                "The administrator does not learn the password.",
                "Second factors stay: see 'latchkey user factor reset'."
            },
            footer = {
                "Examples:",
                "  latchkey user reset-link alice --reason 'lost her mailbox, came in person'",
                "  latchkey user reset-link alice --issuer https://id.example.com"
            })
    int resetLink(
            @Parameters(paramLabel = "USER", description = UserTarget.DESCRIPTION) String nameOrId,
            @Option(
                            names = "--issuer",
                            paramLabel = "URL",
                            order = 10,
                            description = "The issuer of the server, if not that of LATCHKEY_ISSUER.")
                    @Nullable
                    String issuer,
            @Mixin Change change) {
        session.requireSecretShown();
        String base = base(issuer == null ? session.serverVariables().issuer().orElse(null) : issuer);
        User user = Lookup.user(session.database(), nameOrId);
        Recovery recovery = session.database().recovery();
        Recovery.Account account = recovery.find(user.id())
                .orElseThrow(
                        () -> Failure.conflict(user.username() + " is " + user.status() + ", so no link would work."));
        Proofs proofs = proofs();
        Instant expiresAt = session.database().now().plus(ResetLink.LIFETIME);
        change.makeShowing(
                () -> {
                    recovery.made(account, expiresAt, change.by());
                    return ResetLink.url(
                            base + ResetLink.PATH, account.link(expiresAt).write(proofs));
                },
                link -> session.output()
                        .made(
                                UserShapes.MADE_LINK,
                                new MadeLink(user.username(), user.id(), link, expiresAt),
                                link + "  until " + expiresAt));
        if (change.dryRun()) {
            session.terminal().say(change.mood("made a link for " + user.username()));
        }
        return ExitCode.DONE;
    }

    /** What comes before the path of a page. */
    private static String base(@Nullable String issuer) {
        if (issuer == null) {
            throw Failure.usage("Where is the server? Give --issuer, or set LATCHKEY_ISSUER as for the server.");
        }
        try {
            URI url = new URI(issuer);
            if (url.getHost() != null
                    && List.of("https", "http").contains(url.getScheme())
                    && url.getRawQuery() == null
                    && url.getRawFragment() == null) {
                return issuer.replaceAll("/$", "");
            }
        } catch (URISyntaxException e) {
            // Said below.
        }
        throw Failure.usage("The issuer is a URL such as https://id.example.com.");
    }

    /** With the key that servers make such links with now. */
    private Proofs proofs() {
        Instant now = session.database().now();
        return session.database().keys().read(session.masterKeySource().load(false)).keys().stream()
                .filter(key -> key.algorithm() == KeyAlgorithm.HS256)
                .filter(key -> !key.activeFrom().isAfter(now))
                .max(Comparator.comparing(KeyRecord::activeFrom))
                .map(key -> new Proofs(List.of(key.secretKey())))
                .orElseThrow(() -> Failure.failed(
                        "The master key opens no key of this database that makes links; start a server first."));
    }
}
