package dev.latchkey.core.client;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of a client beyond its credentials, and how its tokens are kept from others.
 *
 * @param requiresPar whether it has to push its authorization requests (<a
 *     href="https://www.rfc-editor.org/rfc/rfc9126#section-6">RFC 9126, section 6</a>)
 * @param binding what its access tokens have to be bound to
 * @param rotates whether a refresh returns another refresh token; always for a public client
 */
public record Safeguards(boolean requiresPar, TokenBinding binding, boolean rotates) {

    /** As in most clients. */
    public static final Safeguards DEFAULT = new Safeguards(false, TokenBinding.OPTIONAL, true);

    static Safeguards read(ResultSet row) throws SQLException {
        String binding = row.getString("binding");
        return new Safeguards(
                // Of two values one is the safe one, also when a newer version knows a third.
                !row.getString("par").equals("optional"),
                TokenBinding.of(binding)
                        .orElseThrow(() -> new IllegalArgumentException("The binding " + binding + " is not known.")),
                !row.getString("rotation").equals("off"));
    }

    /** By the names of the columns. */
    Map<String, @Nullable Object> columns() {
        return new HashMap<>(Map.of("par", par(), "binding", binding.value(), "rotation", rotates ? "on" : "off"));
    }

    /** For the audit log; null for what is as in most clients. */
    Map<String, @Nullable String> fields() {
        Map<String, @Nullable String> fields = new HashMap<>();
        fields.put("par", requiresPar ? par() : null);
        fields.put("binding", binding == TokenBinding.OPTIONAL ? null : binding.value());
        fields.put("rotation", rotates ? null : "off");
        return fields;
    }

    private String par() {
        return requiresPar ? "required" : "optional";
    }
}
