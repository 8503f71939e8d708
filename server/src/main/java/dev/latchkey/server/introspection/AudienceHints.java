package dev.latchkey.server.introspection;

import dev.latchkey.core.client.Client;
import dev.latchkey.server.token.AccessToken;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the operator why a gateway hears {@code "active": false} about tokens that are good: it is not in their
 * audience. The caller is told nothing, because it may be a client that tries tokens of others. Each caller is named at
 * most once in ten minutes, however often it asks.
 */
final class AudienceHints {

    private static final Logger LOG = LoggerFactory.getLogger(AudienceHints.class);
    private static final Duration SILENCE = Duration.ofMinutes(10);
    private static final int MOST_CALLERS = 1_000;
    private static final int MOST_AUDIENCES = 5;
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._:/@%+-]{1,200}");

    private final InstantSource clock;
    private final Map<UUID, Instant> told = new ConcurrentHashMap<>();

    AudienceHints(InstantSource clock) {
        this.clock = clock;
    }

    /** The token is genuine and has not expired, and the caller is neither its client nor in its audience. */
    void notMeantFor(Client caller, AccessToken token) {
        Instant now = clock.instant();
        Instant before = told.get(caller.id());
        if (before != null && now.isBefore(before.plus(SILENCE)) && !now.isBefore(before)) {
            return;
        }
        if (told.size() >= MOST_CALLERS) {
            told.clear();
        }
        // Of requests at the same time, one tells.
        boolean first =
                before == null ? told.putIfAbsent(caller.id(), now) == null : told.replace(caller.id(), before, now);
        if (first) {
            LOG.warn(
                    "The client {} introspected an access token of {} and heard that it is inactive, because the token is not meant for it: the token's aud is {}, the client has {}. If the client may know such tokens, run: latchkey client update {} {} (said at most every {} minutes)",
                    quoted(caller.clientId()),
                    quoted(token.clientId()),
                    listed(token.audience()),
                    caller.audiences().isEmpty() ? "no --audience" : "the audiences " + listed(caller.audiences()),
                    quoted(caller.clientId()),
                    options(caller, token),
                    SILENCE.toMinutes());
        }
    }

    private static String listed(List<String> audiences) {
        String listed = audiences.stream()
                .limit(MOST_AUDIENCES)
                .map(AudienceHints::quoted)
                .collect(Collectors.joining(", "));
        return audiences.size() > MOST_AUDIENCES ? listed + ", …" : listed;
    }

    /** All that it is to have: the option replaces the list. */
    private static String options(Client caller, AccessToken token) {
        return Stream.concat(
                        caller.audiences().stream(), token.audience().stream().limit(1))
                .limit(MOST_AUDIENCES + 1L)
                .map(audience -> "--audience " + quoted(audience))
                .collect(Collectors.joining(" "));
    }

    /** As a shell takes it. */
    private static String quoted(String word) {
        String shown = word.length() > 200 ? word.substring(0, 200) + "…" : word;
        return PLAIN.matcher(shown).matches() ? shown : "'" + shown.replace("'", "'\\''") + "'";
    }
}
