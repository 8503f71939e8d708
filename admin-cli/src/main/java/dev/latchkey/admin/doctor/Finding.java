package dev.latchkey.admin.doctor;

import dev.latchkey.admin.output.Shape;
import dev.latchkey.admin.output.Shape.Kind;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The finding of one check.
 *
 * @param subject the client that it is about; null for the installation as a whole
 * @param section of the profile; null for a check of the installation
 */
public record Finding(
        String check, @Nullable String subject, @Nullable String section, Result result, String message) {

    /** How it went. */
    public enum Result {
        PASS,
        /** Works, but should be looked at. */
        WARN,
        FAIL
    }

    /** The output fields of a finding. */
    public static final Shape<Finding> FINDING = Shape.of("finding", Finding::check)
            .column("check", Kind.STRING, "What was checked.", Finding::check)
            .column("client_id", Kind.STRING, "The client that it is about, or null.", Finding::subject)
            .column(
                    "section",
                    Kind.STRING,
                    "The section of the profile: of RFC 9700, the FAPI 2.0 Security Profile or MCP's authorization; or null.",
                    Finding::section)
            .column(
                    "result",
                    Kind.STATE,
                    "pass, warn or fail.",
                    finding -> finding.result().name().toLowerCase(Locale.ROOT))
            .column("message", Kind.STRING, "What was found, and what to do.", Finding::message);

    static Finding pass(String check, String message) {
        return new Finding(check, null, null, Result.PASS, message);
    }

    static Finding warn(String check, String message) {
        return new Finding(check, null, null, Result.WARN, message);
    }

    static Finding fail(String check, String message) {
        return new Finding(check, null, null, Result.FAIL, message);
    }

    /** The same about a client. */
    Finding of(String clientId) {
        return new Finding(check, clientId, section, result, message);
    }
}
