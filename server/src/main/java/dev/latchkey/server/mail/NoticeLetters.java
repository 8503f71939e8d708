package dev.latchkey.server.mail;

import dev.latchkey.core.account.Users;
import dev.latchkey.core.factor.Factors;
import dev.latchkey.core.outbox.Message;
import dev.latchkey.core.outbox.Notice;
import dev.latchkey.server.page.Letter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Letters that need no link: that an account was changed, and the test of an administrator. */
public final class NoticeLetters implements Letters {

    /** Which factors the letter about a new password tells: so long an attacker may have been there. */
    private static final Duration LATELY = Duration.ofDays(30);

    private final Users users;
    private final Factors factors;

    public NoticeLetters(Users users, Factors factors) {
        this.users = users;
        this.factors = factors;
    }

    @Override
    public Set<Letter.Kind> kinds() {
        Stream<Letter.Kind> notices = Stream.of(Notice.values()).map(notice -> Letter.Kind.of(notice.kind()));
        return Stream.concat(notices, Stream.of(Letter.Kind.TEST)).collect(Collectors.toUnmodifiableSet());
    }

    /** Pointless when the account is gone. */
    @Override
    public Optional<Letter> write(Message message) {
        Letter.Kind kind = Letter.Kind.of(message.content().kind());
        if (kind == Letter.Kind.TEST) {
            return Optional.of(new Letter(kind, null, message.createdAt(), null));
        }
        return Optional.ofNullable(message.content().userId())
                .flatMap(users::find)
                .map(user -> new Letter(
                        kind,
                        user.username(),
                        message.createdAt(),
                        null,
                        kind == Letter.Kind.PASSWORD_CHANGED
                                ? added(user.id(), message.createdAt().minus(LATELY))
                                : List.of()));
    }

    /** A new password removes none of them. */
    private List<Letter.Factor> added(UUID userId, Instant since) {
        Stream<Letter.Factor> passkeys = factors.passkeys().list(userId).stream()
                .map(passkey -> new Letter.Factor(passkey.name(), passkey.createdAt()));
        Stream<Letter.Factor> app =
                factors.secondFactors().find(userId).map(found -> new Letter.Factor(null, found.addedAt())).stream();
        return Stream.concat(passkeys, app)
                .filter(factor -> factor.since().isAfter(since))
                .toList();
    }
}
