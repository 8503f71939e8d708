package dev.latchkey.server.mail;

import dev.latchkey.core.account.User;
import dev.latchkey.core.account.Users;
import dev.latchkey.core.outbox.Message;
import dev.latchkey.core.outbox.Notice;
import dev.latchkey.server.page.Letter;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Letters that need no link: that an account was changed, and the test of an administrator. */
public final class NoticeLetters implements Letters {

    private final Users users;

    public NoticeLetters(Users users) {
        this.users = users;
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
                .map(User::username)
                .map(username -> new Letter(kind, username, message.createdAt(), null));
    }
}
