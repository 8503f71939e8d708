package dev.latchkey.core.text;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lengths of time as people write them: {@code 90s}, {@code 5m}, {@code 24h}, {@code 30d}, {@code 1h30m}. */
public final class Durations {

    /** What {@link #parse} reads, for a JSON Schema. */
    public static final String PATTERN = "^(?:([0-9]{1,9}[smhdw])+|0)$";

    private static final Pattern WHOLE = Pattern.compile(PATTERN);
    private static final Pattern PART = Pattern.compile("(\\d{1,9})([smhdw])");

    /** In characters: the sum of so few parts is a number of seconds that fits. */
    private static final int MOST_LENGTH = 100;

    private Durations() {}

    /**
     * Reads a length of time.
     *
     * @throws IllegalArgumentException when it is not one
     */
    public static Duration parse(String text) {
        if (text.length() > MOST_LENGTH || !WHOLE.matcher(text).matches()) {
            throw new IllegalArgumentException("a length of time is written like 90s, 5m, 24h, 30d or 1h30m");
        }
        Duration sum = Duration.ZERO;
        Matcher part = PART.matcher(text);
        while (part.find()) {
            sum = sum.plusSeconds(
                    Long.parseLong(part.group(1)) * seconds(part.group(2).charAt(0)));
        }
        return sum;
    }

    /** Writes a length of time in the largest units that are exact. */
    public static String format(Duration duration) {
        long left = duration.toSeconds();
        if (left == 0) {
            return "0s";
        }
        StringBuilder out = new StringBuilder();
        for (char unit : new char[] {'d', 'h', 'm', 's'}) {
            long count = left / seconds(unit);
            if (count > 0) {
                out.append(count).append(unit);
            }
            left %= seconds(unit);
        }
        return out.toString();
    }

    private static long seconds(char unit) {
        return switch (unit) {
            case 's' -> 1;
            case 'm' -> 60;
            case 'h' -> 3_600;
            case 'd' -> 86_400;
            case 'w' -> 604_800;
            default -> throw new IllegalArgumentException("unknown unit " + unit);
        };
    }
}
