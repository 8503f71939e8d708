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
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Letters without a secret: that an account was changed, and the test of an administrator. */
public final class NoticeLetters implements Letters {

    /** Which factors the letter about a new password tells: so long an attacker may have been there. */
    private static final Duration LATELY = Duration.ofDays(30);

    private final Users users;
    private final Factors factors;
    private final String page;

    /** {@code page} is the URL where users see and remove their factors. */
    public NoticeLetters(Users users, Factors factors, String page) {
        this.users = users;
        this.factors = factors;
        this.page = page;
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
                        kind == Letter.Kind.FACTOR_ADDED ? page : null,
                        told(kind, user.id(), message.createdAt())));
    }

    /** A new password removes none that was added lately. One that a notice is about was added at the same time as that. */
    private List<Letter.Factor> told(Letter.Kind kind, UUID userId, Instant at) {
        return switch (kind) {
            case PASSWORD_CHANGED -> factors(userId, factor -> factor.since().isAfter(at.minus(LATELY)));
            case FACTOR_ADDED -> factors(userId, factor -> factor.since().equals(at));
            default -> List.of();
        };
    }

    private List<Letter.Factor> factors(UUID userId, Predicate<Letter.Factor> which) {
        Stream<Letter.Factor> passkeys = factors.passkeys().list(userId).stream()
                .map(passkey -> new Letter.Factor(passkey.name(), passkey.createdAt()));
        Stream<Letter.Factor> app =
                factors.secondFactors().find(userId).map(found -> new Letter.Factor(null, found.addedAt())).stream();
        return Stream.concat(passkeys, app).filter(which).toList();
    }
}
