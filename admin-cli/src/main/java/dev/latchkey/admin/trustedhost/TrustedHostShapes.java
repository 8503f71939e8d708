package dev.latchkey.admin.trustedhost;

import dev.latchkey.admin.output.Shape;
import dev.latchkey.admin.output.Shape.Kind;
import dev.latchkey.core.trust.TrustedHost;

/** What the commands of this package print. */
public final class TrustedHostShapes {

    public static final Shape<TrustedHost> TRUSTED = Shape.of("trusted host", TrustedHost::name)
            .column("host", Kind.STRING, "Its name, with a port if that is not 443.", TrustedHost::name)
            .column("created_at", Kind.TIME, "Since when.", TrustedHost::createdAt);

    public static final Shape<Changed> CHANGED = Shape.of("changed trusted host", Changed::host)
            .column("host", Kind.STRING, "Its name, with a port if that is not 443.", Changed::host)
            .column("changed", Kind.BOOLEAN, "False when nothing was left to do.", Changed::changed);

    /** A host that was to be added or removed. */
    public record Changed(String host, boolean changed) {}

    private TrustedHostShapes() {}
}
