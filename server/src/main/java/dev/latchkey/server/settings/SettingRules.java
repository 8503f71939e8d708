package dev.latchkey.server.settings;

import static java.util.Map.entry;

import dev.latchkey.core.credential.HashBounds;
import dev.latchkey.core.credential.PasswordPolicy;
import dev.latchkey.core.family.Scopes;
import dev.latchkey.core.key.KeyAlgorithm;
import dev.latchkey.core.limit.Network;
import dev.latchkey.core.setup.LengthSetting;
import java.lang.reflect.RecordComponent;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.util.unit.DataSize;

/** The values that each setting allows, where its type alone does not tell; in words for the operator. */
public final class SettingRules {

    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MILLISECOND = Duration.ofMillis(1);

    private static final Map<String, Rule> RULES = Map.ofEntries(
            entry("latchkey.port", whole("a port, a number from 1 to 65535", 0, 65_535)),
            entry("latchkey.management-port", whole("a port, a number from 1 to 65535", 0, 65_535)),
            entry("latchkey.issuer", new Rule(IssuerUrl.ALLOWED, value -> IssuerUrl.isAllowed((URI) value))),
            entry("latchkey.trusted-proxies", networks()),
            entry("latchkey.client-cert-proxies", networks()),
            entry("latchkey.tls.port", whole("a port, a number from 1 to 65535", 0, 65_535)),
            entry("latchkey.tls.url", new Rule(TlsSettings.URL, value -> TlsSettings.isUrl((URI) value))),
            entry("latchkey.database.pool-size", whole("a number from 1 to 10000", 1, 10_000)),
            entry("latchkey.database.connection-timeout", length("from 250ms to 1d", Duration.ofMillis(250), DAY)),
            entry("latchkey.database.login-timeout", seconds("from 1s to 1d", SECOND, DAY)),
            entry("latchkey.database.statement-timeout", length("from 1ms to 1d", MILLISECOND, DAY)),
            entry("latchkey.database.socket-timeout", seconds("from 1s to 1d", SECOND, DAY)),
            // Revocations are remembered for two days: a token that is issued at the end of the first is good for one.
            entry("latchkey.directory.max-age", length("from 2s to 1d", Duration.ofSeconds(2), DAY)),
            shared(LengthSetting.CLOCK_MAX_DIFFERENCE),
            shared(LengthSetting.KEY_ROTATE_AFTER),
            entry(
                    "latchkey.token.type",
                    new Rule("JWT or at+jwt", value -> List.of("jwt", "at+jwt").contains(lower(value)))),
            entry("latchkey.token.signing-algorithm", new Rule("RS256 or ES256", value -> value != KeyAlgorithm.HS256)),
            shared(LengthSetting.STATUS_LIST_TTL),
            entry(
                    "latchkey.status-list.lifetime",
                    length("from 2s to 365d", Duration.ofSeconds(2), Duration.ofDays(365))),
            entry(
                    "latchkey.password.min-length",
                    whole("a number from 1 to " + PasswordPolicy.MAX_BYTES, 1, PasswordPolicy.MAX_BYTES)),
            entry("latchkey.password.hashing-threads", whole("a number from 0 to 1024", 0, 1024)),
            entry("latchkey.password.hashing-queue", whole("a number from 1 to 1000000", 1, 1_000_000)),
            entry(
                    HashBounds.SETTING,
                    new Rule(HashBounds.ALLOWED, value -> HashBounds.accepts(((DataSize) value).toBytes()))),
            entry("latchkey.account.read-scope", scope()),
            entry("latchkey.account.write-scope", scope()),
            entry(
                    "latchkey.registration.scopes",
                    new Rule(
                            "a list of scopes with commas between, such as read,write",
                            value -> each(value, Scopes::parse))),
            entry("latchkey.pages.name", new Rule(PageSettings.NAME, value -> PageSettings.isName((String) value))),
            entry("latchkey.pages.logo", new Rule(Logo.ALLOWED, value -> Logo.isLogo((Path) value))),
            entry(
                    "latchkey.pages.accent",
                    new Rule(PageSettings.ACCENT, value -> PageSettings.isColour((String) value))),
            entry("latchkey.pages.links.terms", webLink()),
            entry("latchkey.pages.links.privacy", webLink()),
            entry(
                    "latchkey.pages.links.support",
                    new Rule(PageSettings.SUPPORT_LINK, value -> PageSettings.isSupportLink((URI) value))),
            entry("latchkey.mail.host", new Rule(MailSettings.HOST, value -> MailSettings.isHost((String) value))),
            entry("latchkey.mail.port", whole("a port, a number from 1 to 65535", 1, 65_535)),
            entry("latchkey.mail.from", new Rule(MailSettings.FROM, value -> MailSettings.isFrom((String) value))),
            entry(
                    "latchkey.fetch.private-hosts",
                    new Rule(FetchSettings.HOSTS, value -> each(value, FetchSettings::host))),
            entry("latchkey.limits.address.failures", number()),
            entry("latchkey.limits.address.window", window()),
            entry("latchkey.limits.account.failures", number()),
            entry("latchkey.limits.account.first-wait", length("from 1s to 365d", SECOND, Duration.ofDays(365))),
            entry("latchkey.limits.account.longest-wait", length("from 1s to 365d", SECOND, Duration.ofDays(365))),
            entry("latchkey.limits.client.failures", number()),
            entry("latchkey.limits.client.window", window()),
            entry("latchkey.limits.registration.accounts", number()),
            entry("latchkey.limits.registration.window", window()),
            entry("latchkey.limits.letter.letters", number()),
            entry("latchkey.limits.letter.from-network", number()),
            entry("latchkey.limits.letter.window", window()),
            entry("latchkey.limits.letter.waiting", number()),
            shared(LengthSetting.AUDIT_KEEP),
            entry(
                    "latchkey.tracing.endpoint",
                    new Rule(
                            "a URL such as http://collector:4318/v1/traces",
                            value -> ((URI) value).getHost() != null
                                    && lower(((URI) value).getScheme()).matches("https?"))),
            entry(
                    "latchkey.tracing.sampling",
                    new Rule("a number from 0 to 1", value -> (Double) value >= 0 && (Double) value <= 1)));

    private static final List<Setting> ALL =
            settings("latchkey", ServerSettings.class).toList();

    private SettingRules() {}

    /**
     * The values that a setting allows.
     *
     * @param allowed the end of a sentence that begins with "it has to be"
     */
    public record Rule(String allowed, Predicate<Object> accepts) {}

    /**
     * A setting, by its name in the documentation.
     *
     * @param component of the record that has its type
     */
    public record Setting(String name, RecordComponent component) {

        /** Whether its value must not be shown: it is a secret, or a URL that may hold one. */
        public boolean isSecret() {
            return List.of("latchkey.master-key", "latchkey.db.password", "latchkey.db.url", "latchkey.db.listen-url")
                    .contains(name);
        }

        /** The rule of this setting, or else that of its type. */
        public Rule rule() {
            Rule own = RULES.get(name);
            if (own != null) {
                return own;
            }
            Class<?> type = component.getType();
            boolean limit = name.startsWith("latchkey.limits.");
            if (type == int.class) {
                return limit ? number() : whole("a whole number, 0 or more", 0, Integer.MAX_VALUE);
            }
            if (type == Duration.class) {
                return limit ? window() : length("from 0 to 36500d", Duration.ZERO, Duration.ofDays(36_500));
            }
            return ofType(type);
        }
    }

    /** All settings of the server. */
    public static List<Setting> all() {
        return ALL;
    }

    private static Stream<Setting> settings(String prefix, Class<?> group) {
        return Stream.of(group.getRecordComponents()).flatMap(component -> {
            String name = prefix + "." + kebab(component);
            return component.getType().isRecord()
                    ? settings(name, component.getType())
                    : Stream.of(new Setting(name, component));
        });
    }

    /** The name of a component as the documentation has it. */
    static String kebab(RecordComponent component) {
        return component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    /** The rule for all settings of a type. */
    public static Rule ofType(Class<?> type) {
        return new Rule(words(type), value -> true);
    }

    private static String words(Class<?> type) {
        if (type == Duration.class) {
            return "a length of time such as 500ms, 2s, 5m, 30d or PT10S";
        }
        if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        }
        if (type == double.class || type == Double.class) {
            return "a number";
        }
        if (type.isPrimitive() || Number.class.isAssignableFrom(type)) {
            return "a whole number";
        }
        if (type == Path.class) {
            return "the name of a file or a directory";
        }
        if (type == URI.class) {
            return "a URL";
        }
        if (type.isEnum()) {
            return Arrays.stream(type.getEnumConstants())
                    .map(constant -> lower(constant).replace('_', '-'))
                    .collect(Collectors.joining(" or "));
        }
        return "a text";
    }

    private static Map.Entry<String, Rule> shared(LengthSetting setting) {
        return entry(setting.property(), new Rule(setting.allowed(), value -> setting.accepts((Duration) value)));
    }

    private static Rule whole(String allowed, int from, int to) {
        return new Rule(allowed, value -> (Integer) value >= from && (Integer) value <= to);
    }

    private static Rule networks() {
        return new Rule(
                "a list of addresses and networks with commas between, such as 10.0.0.0/8,2001:db8::/32",
                value -> each(value, Network::parse));
    }

    private static Rule number() {
        return whole("a whole number, 0 for no limit", 0, Integer.MAX_VALUE);
    }

    private static Rule length(String range, Duration from, Duration to) {
        return new Rule("a length of time " + range, value -> isBetween(value, from, to));
    }

    private static Rule seconds(String range, Duration from, Duration to) {
        return new Rule(
                "a length of time in whole seconds, " + range,
                value ->
                        isBetween(value, from, to) && value.equals(Duration.ofSeconds(((Duration) value).toSeconds())));
    }

    private static Rule window() {
        return length("from 1ms to 365d", MILLISECOND, Duration.ofDays(365));
    }

    private static Rule scope() {
        return new Rule(
                "one scope, without blanks",
                value -> each(List.of(value), Scopes::parse) && !lower(value).contains(" "));
    }

    private static Rule webLink() {
        return new Rule(PageSettings.WEB_LINK, value -> PageSettings.isWebLink((URI) value));
    }

    private static boolean isBetween(Object value, Duration from, Duration to) {
        return ((Duration) value).compareTo(from) >= 0 && ((Duration) value).compareTo(to) <= 0;
    }

    private interface Parser {
        Object parse(String text);
    }

    private static boolean each(Object values, Parser parser) {
        try {
            ((List<?>) values).forEach(value -> parser.parse(value.toString()));
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static String lower(Object value) {
        return String.valueOf(value).toLowerCase(Locale.ROOT);
    }
}
