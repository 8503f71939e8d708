package dev.latchkey.server.mail;

import dev.latchkey.core.outbox.Message;
import dev.latchkey.core.text.MailAddress;
import dev.latchkey.server.outbox.Courier;
import dev.latchkey.server.outbox.UndeliveredException;
import dev.latchkey.server.page.Language;
import dev.latchkey.server.page.Letter;
import dev.latchkey.server.page.Pages;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes letters when their turn has come, and gives them to the relay. */
public final class MailCourier implements Courier {

    private static final Logger LOG = LoggerFactory.getLogger(MailCourier.class);

    private final Map<Letter.Kind, Letters> letters = new HashMap<>();
    private final Pages pages;
    private final Relay relay;

    public MailCourier(List<Letters> letters, Pages pages, Relay relay) {
        letters.forEach(some -> some.kinds().forEach(kind -> this.letters.put(kind, some)));
        this.pages = pages;
        this.relay = relay;
    }

    @Override
    public Set<String> kinds() {
        return letters.keySet().stream().map(Letter.Kind::key).collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public void deliver(Message message) throws UndeliveredException, InterruptedException {
        Message.Content content = message.content();
        Letter.Kind kind = Letter.Kind.of(content.kind());
        Optional<MailAddress> to = MailAddress.parse(content.address());
        Optional<Letter> letter = Objects.requireNonNull(letters.get(kind)).write(message);
        if (to.isEmpty()) {
            drop(message, "mail cannot be sent to the address of the account");
        } else if (letter.isPresent()) {
            Letter.Written written = pages.letter(letter.get(), Language.choose(content.language(), null));
            try {
                relay.send(message.id(), message.createdAt(), to.get(), written);
            } catch (RejectedException e) {
                drop(message, String.valueOf(e.getMessage()));
            }
        }
    }

    /** A test is kept, with the reason, for the administrator who waits for it. */
    private static void drop(Message message, String reason) throws UndeliveredException {
        if (message.content().kind().equals(Letter.Kind.TEST.key())) {
            throw new UndeliveredException(reason);
        }
        LOG.warn(
                "The letter {} {} to {} was given up and is not sent again: {}",
                message.content().kind(),
                message.id(),
                message.content().userId() == null
                        ? "an address without an account"
                        : "user " + message.content().userId(),
                reason);
    }
}
