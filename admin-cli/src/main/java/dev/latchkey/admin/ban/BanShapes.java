package dev.latchkey.admin.ban;

import dev.latchkey.admin.output.Shape;
import dev.latchkey.admin.output.Shape.Kind;
import dev.latchkey.core.limit.Ban;
import dev.latchkey.core.limit.Network;

/** What the commands of this package print. */
public final class BanShapes {

    public static final Shape<Ban> BAN = Shape.of("ban", Ban::network)
            .column("network", Kind.STRING, "An address, or a range with its length.", Ban::network)
            .column("reason", Kind.STRING, "What was given as a reason.", Ban::reason)
            .column("created_at", Kind.TIME, "Since when.", Ban::createdAt)
            .column("expires_at", Kind.TIME, "Until when; null for until it is lifted.", Ban::expiresAt);

    public static final Shape<Lifted> LIFTED = Shape.of("lifted ban", Lifted::network)
            .column("network", Kind.STRING, "An address, or a range with its length.", Lifted::network)
            .column("changed", Kind.BOOLEAN, "False when it was not banned.", Lifted::changed);

    /** A ban that was to be lifted. */
    public record Lifted(Network network, boolean changed) {}

    private BanShapes() {}
}
