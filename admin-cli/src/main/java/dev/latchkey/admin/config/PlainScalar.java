package dev.latchkey.admin.config;

import java.math.BigDecimal;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a text without quotation marks means: the core schema of YAML 1.2, in which {@code on} and {@code no} are texts. */
final class PlainScalar {

    private static final Pattern INTEGER = Pattern.compile("[-+]?[0-9]+");
    private static final Pattern DECIMAL = Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?");

    /** Not needed here, and each is read differently somewhere. */
    private static final Pattern OTHER_NUMBER =
            Pattern.compile("0o[0-7]+|0x[0-9a-fA-F]+|[-+]?\\.(inf|Inf|INF)|\\.(nan|NaN|NAN)");

    /** Longer numbers are not exact in JSON. */
    private static final int MOST_DIGITS = 18;

    private PlainScalar() {}

    static @Nullable Object value(String text, Position at) {
        return switch (text) {
            case "", "~", "null", "Null", "NULL" -> null;
            case "true", "True", "TRUE" -> true;
            case "false", "False", "FALSE" -> false;
            default -> number(text, at);
        };
    }

    private static Object number(String text, Position at) {
        boolean integer = INTEGER.matcher(text).matches();
        if (!integer && !DECIMAL.matcher(text).matches()) {
            if (OTHER_NUMBER.matcher(text).matches()) {
                throw at.failure("Write numbers with decimal digits, and a text like " + text + " in quotation marks.");
            }
            return text;
        }
        Object number = text.length() > MOST_DIGITS ? null : integer ? (Object) Long.valueOf(text) : decimal(text);
        if (number == null) {
            throw at.failure("The number has more than " + MOST_DIGITS + " digits. Write a text in quotation marks.");
        }
        return number;
    }

    /** Null when it would be long without the exponent. */
    private static @Nullable BigDecimal decimal(String text) {
        try {
            BigDecimal number = new BigDecimal(text);
            return Math.abs((long) number.scale()) > MOST_DIGITS ? null : number;
        } catch (NumberFormatException e) {
            // The exponent alone is too large.
            return null;
        }
    }
}
