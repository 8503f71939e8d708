package dev.latchkey.admin.command;

import dev.latchkey.core.setup.Defaults;
import dev.latchkey.core.setup.LengthSetting;
import dev.latchkey.core.setup.Variables;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The settings in the environment that are the server's too, read as the server reads them: an empty value is no value, a
 * length of time is {@code 10s} or {@code PT10S}.
 */
public final class ServerVariables {

    private static final Pattern SIMPLE = Pattern.compile("([+-]?\\d{1,18})(ns|us|ms|s|m|h|d|)");

    private final Map<String, String> variables;

    ServerVariables(Map<String, String> variables) {
        this.variables = variables;
    }

    /** The value of a variable; null when it has none. */
    public @Nullable String find(String name) {
        return value(name).map(Map.Entry::getValue).orElse(null);
    }

    /** The base of the URLs of the server's pages; empty when it is not said. */
    public Optional<String> issuer() {
        return Optional.ofNullable(find(Variables.ISSUER)).map(String::strip);
    }

    /** Whether a server asks a host of the operator's own network, as far as its environment tells. */
    public boolean listsPrivateHost(String host) {
        String hosts = find(Variables.FETCH_PRIVATE_HOSTS);
        return hosts != null && List.of(hosts.split("[,\\s]+")).contains(host);
    }

    /**
     * After how long resource servers fetch a status list again; empty when access tokens are in none.
     *
     * @throws Failure when a setting of status lists makes no sense
     */
    public Optional<Duration> statusListTtl() {
        Duration ttl = length(LengthSetting.STATUS_LIST_TTL);
        return isOn(Variables.STATUS_LIST_ENABLED, Defaults.STATUS_LIST_ENABLED) ? Optional.of(ttl) : Optional.empty();
    }

    /**
     * A length of time, or its default.
     *
     * @throws Failure when the setting makes no sense
     */
    public Duration length(LengthSetting setting) {
        Map.Entry<String, String> given = value(setting.variable()).orElse(null);
        if (given == null) {
            return parse(setting.byDefault());
        }
        try {
            Duration length = parse(given.getValue().strip());
            if (setting.accepts(length)) {
                return length;
            }
        } catch (DateTimeException | ArithmeticException | IllegalArgumentException e) {
            // Said below.
        }
        throw wrong(given, setting.allowed());
    }

    private boolean isOn(String name, String byDefault) {
        Map.Entry<String, String> given = value(name).orElse(Map.entry(name, byDefault));
        return switch (given.getValue().strip().toLowerCase(Locale.ROOT)) {
            case "true", "on", "yes", "1" -> true;
            case "false", "off", "no", "0" -> false;
            default -> throw wrong(given, "true or false");
        };
    }

    private static Failure wrong(Map.Entry<String, String> given, String allowed) {
        return Failure.usage(given.getKey() + " is '" + given.getValue() + "': it has to be " + allowed + ".");
    }

    private static Duration parse(String text) {
        Matcher simple = SIMPLE.matcher(text.toLowerCase(Locale.ROOT));
        if (!simple.matches()) {
            return Duration.parse(text);
        }
        long amount = Long.parseLong(simple.group(1));
        return switch (simple.group(2)) {
            case "ns" -> Duration.ofNanos(amount);
            case "us" -> Duration.ofNanos(Math.multiplyExact(amount, 1_000));
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            case "d" -> Duration.ofDays(amount);
            default -> Duration.ofMillis(amount);
        };
    }

    /** Under its name in the documentation, or one that means the same to the server: without the underscores of dashes. */
    private Optional<Map.Entry<String, String>> value(String name) {
        String exact = variables.get(name);
        if (exact != null && !exact.isBlank()) {
            return Optional.of(Map.entry(name, exact));
        }
        return variables.entrySet().stream()
                .filter(entry ->
                        !entry.getValue().isBlank() && uniform(entry.getKey()).equals(uniform(name)))
                // Java generates a class for Map.Entry.comparingByKey in each run.
                .min((one, other) -> one.getKey().compareTo(other.getKey()));
    }

    private static String uniform(String name) {
        return name.replace("_", "").toUpperCase(Locale.ROOT);
    }
}
