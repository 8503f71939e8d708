package dev.latchkey.admin.command;

import java.time.DateTimeException;
import java.time.Duration;
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

    private static final Duration LONGEST_TTL = Duration.ofDays(1);
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private static final Pattern SIMPLE = Pattern.compile("([+-]?\\d{1,18})(ns|us|ms|s|m|h|d|)");

    private final Map<String, String> variables;

    ServerVariables(Map<String, String> variables) {
        this.variables = variables;
    }

    /** The value of a variable; null when it has none. */
    @Nullable
    String find(String name) {
        return value(name).map(Map.Entry::getValue).orElse(null);
    }

    /**
     * After how long resource servers fetch a status list again; empty when access tokens are in none.
     *
     * @throws Failure when a setting of status lists makes no sense
     */
    public Optional<Duration> statusListTtl(Duration byDefault) {
        Duration ttl = length(
                "LATCHKEY_STATUS_LIST_TTL",
                byDefault,
                "a length of time in whole seconds, from 1s to 1d",
                given -> given.toSeconds() >= 1
                        && given.equals(Duration.ofSeconds(given.toSeconds()))
                        && given.compareTo(LONGEST_TTL) <= 0);
        return flag("LATCHKEY_STATUS_LIST_ENABLED", true) ? Optional.of(ttl) : Optional.empty();
    }

    /**
     * After how long servers rotate a key; zero for never.
     *
     * @throws Failure when the setting makes no sense
     */
    public Duration keyRotation(Duration byDefault) {
        return length(
                "LATCHKEY_KEY_ROTATE_AFTER",
                byDefault,
                "a length of time from 1d to 36500d, or 0",
                given -> given.isZero() || (given.compareTo(Duration.ofDays(1)) >= 0 && given.compareTo(LONGEST) <= 0));
    }

    /**
     * How far a server's clock may be from the database's before the server answers 503.
     *
     * @throws Failure when the setting makes no sense
     */
    public Duration clockMaxDifference(Duration byDefault) {
        return length(
                "LATCHKEY_CLOCK_MAX_DIFFERENCE",
                byDefault,
                "a length of time from 1s",
                given -> given.compareTo(Duration.ofSeconds(1)) >= 0);
    }

    /**
     * For how long audit events are kept; zero for ever.
     *
     * @throws Failure when the setting makes no sense
     */
    Duration auditKeep(Duration byDefault, Duration shortest) {
        return length(
                AuditKeep.VARIABLE,
                byDefault,
                "a length of time from " + shortest.toDays() + "d to 36500d, or 0 for ever",
                given -> given.isZero() || (given.compareTo(shortest) >= 0 && given.compareTo(LONGEST) <= 0));
    }

    private interface Allowed {
        boolean holds(Duration given);
    }

    private Duration length(String name, Duration byDefault, String allowed, Allowed check) {
        Map.Entry<String, String> given = value(name).orElse(null);
        if (given == null) {
            return byDefault;
        }
        try {
            Duration length = parse(given.getValue().strip());
            if (check.holds(length)) {
                return length;
            }
        } catch (DateTimeException | ArithmeticException | IllegalArgumentException e) {
            // Said below.
        }
        throw wrong(given, allowed);
    }

    private boolean flag(String name, boolean byDefault) {
        Map.Entry<String, String> given = value(name).orElse(null);
        if (given == null) {
            return byDefault;
        }
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
                .min(Map.Entry.comparingByKey());
    }

    private static String uniform(String name) {
        return name.replace("_", "").toUpperCase(Locale.ROOT);
    }
}
