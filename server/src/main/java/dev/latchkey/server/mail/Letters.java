package dev.latchkey.server.mail;

import dev.latchkey.core.outbox.Message;
import dev.latchkey.server.page.Letter;
import java.util.Optional;
import java.util.Set;

/**
 * What the letters of some kinds say. It is found out when a letter is sent: a link is made then, and no secret waits in
 * the database.
 */
public interface Letters {

    /** The kinds that it writes. */
    Set<Letter.Kind> kinds();

    /** A letter; empty when it has become pointless, and is to be forgotten. */
    Optional<Letter> write(Message message);
}
