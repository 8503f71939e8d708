package dev.latchkey.admin.user.imports;

import dev.latchkey.admin.command.Failure;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.function.Supplier;

/** What files contain. */
public final class Kind {

    /** A format of our own. The names are typed. */
    @SuppressWarnings("MemberName")
    public enum Format {
        csv,
        jsonl
    }

    /** A system that wrote the file. The names are typed. */
    @SuppressWarnings("MemberName")
    public enum From {
        keycloak,
        auth0,
        django,
        htpasswd,
        ldif,
        passlib
    }

    private final Supplier<Source> source;

    private Kind(Supplier<Source> source) {
        this.source = source;
    }

    /** Our own format. */
    public static Kind of(Format format) {
        return new Kind(() -> new OwnSource(format == Format.csv));
    }

    /**
     * Our own format, by the end of the file's name.
     *
     * @throws Failure when that does not tell it
     */
    public static Kind of(Path file) {
        String name = file.toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".csv")) {
            return of(Format.csv);
        }
        if (name.endsWith(".jsonl") || name.endsWith(".ndjson")) {
            return of(Format.jsonl);
        }
        throw Failure.usage(
                "Is '" + file + "' CSV or JSON Lines? Say --format csv or --format jsonl, or --from with the"
                        + " system that wrote it.");
    }

    /** The format of another system. {@code now} tells which accounts have expired. */
    public static Kind of(From from, Instant now) {
        return new Kind(() -> switch (from) {
            case keycloak -> new KeycloakSource();
            case auth0 -> new Auth0Source();
            case django -> new DjangoSource();
            case htpasswd -> TextSources.htpasswd();
            case ldif -> new LdifSource(now);
            case passlib -> TextSources.passlib();
        });
    }

    /** A source that has read nothing yet. */
    Source source() {
        return source.get();
    }
}
