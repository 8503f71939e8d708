package dev.latchkey.admin.client.trust;

import dev.latchkey.core.client.ClientTrust;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** An issuer, and the subjects of its JWTs that are meant. */
final class TrustSubjects {

    @Option(
            names = "--issuer",
            required = true,
            paramLabel = "URL",
            order = 1,
            description = "The iss of the JWTs, compared exactly: with a slash at its end it is another one.")
    String issuer = "";

    @Option(
            names = "--subject",
            paramLabel = "SUB",
            order = 2,
            description = "The sub of the JWTs; repeat it for more.")
    List<String> subjects = List.of();

    @Option(
            names = "--subject-prefix",
            paramLabel = "PREFIX",
            order = 3,
            description = "How the sub begins: a text that ends in : or /; repeat it for more.")
    List<String> prefixes = List.of();

    String issuer() {
        return issuer;
    }

    List<String> subjects() {
        return subjects;
    }

    List<String> prefixes() {
        return prefixes;
    }

    /** Whether a trust is of this issuer, and of a subject or prefix that is named, if one is. */
    Predicate<ClientTrust> matching() {
        boolean all = subjects.isEmpty() && prefixes.isEmpty();
        return trust -> trust.issuer().equals(issuer)
                && (all
                        || (trust.subject() != null && subjects.contains(trust.subject()))
                        || (trust.subjectPrefix() != null && prefixes.contains(trust.subjectPrefix())));
    }

    /** The first subject or prefix that no trust of this issuer has; the issuer when none is named and no trust has it. */
    Optional<String> missing(List<ClientTrust> trusts) {
        List<ClientTrust> own =
                trusts.stream().filter(trust -> trust.issuer().equals(issuer)).toList();
        if (own.isEmpty()) {
            return Optional.of(issuer);
        }
        return Stream.concat(
                        subjects.stream()
                                .filter(subject -> own.stream().noneMatch(trust -> subject.equals(trust.subject()))),
                        prefixes.stream()
                                .filter(prefix ->
                                        own.stream().noneMatch(trust -> prefix.equals(trust.subjectPrefix()))))
                .findFirst();
    }
}
