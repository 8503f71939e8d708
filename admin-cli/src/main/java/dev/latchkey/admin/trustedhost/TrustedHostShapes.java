package dev.latchkey.admin.trustedhost;

import dev.latchkey.admin.config.Setting;
import dev.latchkey.admin.output.Shape;
import dev.latchkey.admin.output.Shape.Kind;
import dev.latchkey.core.trust.TrustedHost;
import java.util.List;

/** What the commands of this package print. */
public final class TrustedHostShapes {

    /** What an administrator decides about a host. */
    static final List<Setting<String>> SETTINGS = List.of(
            Setting.<String>column("host", Kind.STRING, "Its name, with a port if that is not 443.", name -> name)
                    .always());

    public static final Shape<TrustedHost> TRUSTED = Shape.of("trusted host", TrustedHost::name)
            .with(SETTINGS.stream()
                    .map(setting -> setting.in(TrustedHost::name).field())
                    .toList())
            .column("created_at", Kind.TIME, "Since when.", TrustedHost::createdAt);

    public static final Shape<Changed> CHANGED = Shape.of("changed trusted host", Changed::host)
            .column("host", Kind.STRING, "Its name, with a port if that is not 443.", Changed::host)
            .column("changed", Kind.BOOLEAN, "False when nothing was left to do.", Changed::changed);

    /** A host that was to be added or removed. */
    public record Changed(String host, boolean changed) {}

    private TrustedHostShapes() {}
}
