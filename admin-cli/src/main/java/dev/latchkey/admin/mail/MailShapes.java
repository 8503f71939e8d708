package dev.latchkey.admin.mail;

import dev.latchkey.admin.output.Shape;
import dev.latchkey.admin.output.Shape.Kind;
import java.util.UUID;

/** What the commands of this package print. */
public final class MailShapes {

    public static final Shape<Sent> SENT = Shape.of("test letter", Sent::id)
            .column("id", Kind.STRING, "The letter: its Message-ID begins with it.", Sent::id)
            .column("address", Kind.STRING, "Where it went.", Sent::address)
            .column("attempts", Kind.INTEGER, "How often a server tried.", Sent::attempts);

    /** A letter that a relay has accepted. */
    public record Sent(UUID id, String address, int attempts) {}

    private MailShapes() {}
}
