package dev.latchkey.admin.client.trust;

import dev.latchkey.admin.command.Failure;
import dev.latchkey.core.client.Claims;
import dev.latchkey.core.client.ClientKeys;
import dev.latchkey.core.client.ClientTrust;
import dev.latchkey.core.client.TrustedAuthorities;
import dev.latchkey.core.connection.UnreadableFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a JWT must have, and where the keys are that verify it. */
final class TrustOptions {

    @Option(
            names = "--claim",
            paramLabel = "NAME=VALUE",
            order = 4,
            description = {
                "Another claim that the JWT must have, with this value and type; repeat it for more.",
                "VALUE is JSON if it is a number, true or false, or begins with a quotation mark; else it is a text. GitHub and GitLab send numbers and booleans as texts: --claim 'repository_id=\"456789\"'."
            })
    List<String> claims = List.of();

    @Option(
            names = "--expect-aud",
            paramLabel = "AUD",
            order = 5,
            description = "The one aud that it must have. Default: the issuer of the server.")
    @Nullable
    String audience;

    @Option(
            names = "--jwks-file",
            paramLabel = "FILE",
            order = 6,
            description = "The issuer's keys as a JWK Set. Servers then ask no host for them.")
    @Nullable
    Path jwksFile;

    @Option(
            names = "--jwks-uri",
            paramLabel = "URI",
            order = 7,
            description = {
                "Where the issuer publishes them.",
                "With neither, servers ask ISSUER/.well-known/openid-configuration, whose issuer must be the same."
            })
    @Nullable
    String jwksUri;

    @Option(
            names = "--ca-file",
            paramLabel = "FILE",
            order = 8,
            description =
                    "Authorities in PEM that alone certify those hosts, for a cluster of your own. The hosts may then have private addresses.")
    @Nullable
    Path caFile;

    @Option(
            names = "--once",
            order = 9,
            description =
                    "Accept each JWT once only, by its jti. Not for Kubernetes, which gives a program the same one for an hour.")
    boolean once;

    /**
     * A trust with these options.
     *
     * @throws Failure when an option makes no sense
     */
    List<ClientTrust> make(String issuer, List<String> subjects, List<String> prefixes) {
        if (subjects.isEmpty() && prefixes.isEmpty()) {
            throw Failure.usage("Whose JWTs of the issuer? Name a --subject or a --subject-prefix.");
        }
        String jwks = jwksFile == null ? null : jwks(jwksFile);
        List<String> ca = caFile == null ? List.of() : ca(caFile);
        try {
            Map<String, Object> wanted = claims();
            List<ClientTrust> trusts = new ArrayList<>();
            subjects.forEach(subject ->
                    trusts.add(new ClientTrust(issuer, subject, null, wanted, audience, once, jwks, jwksUri, ca)));
            prefixes.forEach(prefix ->
                    trusts.add(new ClientTrust(issuer, null, prefix, wanted, audience, once, jwks, jwksUri, ca)));
            return trusts;
        } catch (IllegalArgumentException e) {
            throw Failure.usage(String.valueOf(e.getMessage()));
        }
    }

    private Map<String, Object> claims() {
        Map<String, Object> wanted = new LinkedHashMap<>();
        for (String claim : claims) {
            int equals = claim.indexOf('=');
            if (equals < 1) {
                throw Failure.usage("--claim is NAME=VALUE, and not '" + claim + "'.");
            }
            String name = claim.substring(0, equals);
            if (wanted.put(name, Claims.value(claim.substring(equals + 1))) != null) {
                throw Failure.usage("The claim '" + name + "' is named twice.");
            }
        }
        return wanted;
    }

    private static String jwks(Path file) {
        try {
            return ClientKeys.parseOfIssuer(new String(read(file, ClientKeys.MOST_BYTES), StandardCharsets.UTF_8))
                    .json();
        } catch (IllegalArgumentException e) {
            throw Failure.usage(file + ": " + e.getMessage());
        }
    }

    private static List<String> ca(Path file) {
        try {
            return TrustedAuthorities.ofPem(read(file, TrustedAuthorities.MOST_BYTES));
        } catch (IllegalArgumentException e) {
            throw Failure.usage(file + ": " + e.getMessage());
        }
    }

    private static byte[] read(Path file, int most) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(most + 1);
            if (bytes.length > most) {
                throw Failure.usage(file + " has more than " + most + " bytes.");
            }
            return bytes;
        } catch (IOException e) {
            throw Failure.usage(UnreadableFile.sentence(file, e));
        }
    }
}
