package dev.latchkey.core.session;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/**
 * What is told of sessions that have ended together.
 *
 * @param first the one that began first
 * @param count how many there are
 * @param ofOneUser whether all are of the user of the first
 */
public record EndedSessions(EndedSession first, int count, boolean ofOneUser) {

    /** Empty when there are none. */
    public static Optional<EndedSessions> of(Collection<EndedSession> sessions) {
        return sessions.stream()
                .min(Comparator.comparing(EndedSession::createdAt))
                .map(first -> new EndedSessions(
                        first,
                        sessions.size(),
                        sessions.stream().allMatch(one -> one.userId().equals(first.userId()))));
    }
}
