package dev.latchkey.admin.user;

import dev.latchkey.admin.command.Failure;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * When an account ends, as administrators write it.
 *
 * @param time null for never
 */
record ValidUntil(@Nullable Instant time) {

    private static final int LAST_YEAR = 9999;

    /** Reads {@code 2027-01-31T00:00Z}, with any offset from UTC, and {@code never}. */
    static final class Converter implements ITypeConverter<ValidUntil> {
        @Override
        public ValidUntil convert(String text) {
            if (text.equals("never")) {
                return new ValidUntil(null);
            }
            OffsetDateTime time = parse(text);
            int year = time.withOffsetSameInstant(ZoneOffset.UTC).getYear();
            if (year < 1 || year > LAST_YEAR) {
                throw wrong();
            }
            return new ValidUntil(time.toInstant());
        }

        private static OffsetDateTime parse(String text) {
            try {
                return OffsetDateTime.parse(text);
            } catch (DateTimeParseException e) {
                throw wrong();
            }
        }

        private static TypeConversionException wrong() {
            return new TypeConversionException(
                    "a time is written like 2027-01-31T00:00Z or 2027-01-31T00:00+01:00, and never is none");
        }
    }

    /** Checks that a new account does not begin with its end. */
    ValidUntil requireFuture(Instant now) {
        if (time != null && !time.isAfter(now)) {
            throw Failure.usage("--valid-until is a time to come.");
        }
        return this;
    }

    /** As the end of a sentence about an account. */
    String words(Instant now) {
        if (time == null) {
            return "it does not end";
        }
        return (time.isAfter(now) ? "it ends at " : "it ended at ") + time;
    }
}
