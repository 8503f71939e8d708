package dev.latchkey.server.browser;

import dev.latchkey.core.proof.Fields;
import dev.latchkey.core.proof.Label;
import dev.latchkey.core.proof.Proofs;
import dev.latchkey.server.page.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The parameter {@code done} by which a page says what the request before it has changed. Its MAC is bound to the
 * session and the page: a link of another site cannot have a page say that something happened.
 */
public final class OutcomeMark {

    /** The name of the parameter. */
    public static final String PARAMETER = "done";

    private static final Duration LIFETIME = Duration.ofMinutes(2);

    private OutcomeMark() {}

    /** The URL of a page that tells an outcome, as a path of this server. */
    public static String url(Proofs proofs, UUID sessionId, String path, Outcome outcome, Instant now) {
        Fields shown = new Fields().time(now).text(outcome.kind().name()).text(outcome.about());
        String mark = proofs.mac(Label.OUTCOME, shown, bound(sessionId, path));
        return path + "?" + PARAMETER + "=" + Parameters.encode(mark);
    }

    /** What a page is to tell in this session; empty for a forged mark, and for one that is older than two minutes. */
    public static Optional<Outcome> read(Proofs proofs, UUID sessionId, String path, Instant now, String value) {
        record Told(Instant at, String kind, String about) {}
        return proofs.verify(
                        Label.OUTCOME,
                        value,
                        bound(sessionId, path),
                        fields -> new Told(fields.time(), fields.text(), fields.text()))
                .filter(told -> now.isBefore(told.at().plus(LIFETIME)))
                // A server of another version may know other kinds.
                .flatMap(told -> Stream.of(Outcome.Kind.values())
                        .filter(kind -> kind.name().equals(told.kind()))
                        .map(kind -> new Outcome(kind, told.about()))
                        .findFirst());
    }

    private static Fields bound(UUID sessionId, String path) {
        return new Fields().id(sessionId).text(path);
    }
}
