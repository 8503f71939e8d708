package dev.latchkey.core.family;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * For what, and with which key, the tokens of a family are good.
 *
 * @param resources that its access tokens are for (<a href="https://www.rfc-editor.org/rfc/rfc8707">RFC 8707</a>); empty for
 *     what its client has
 * @param jkt the SHA-256 thumbprint, in base64url, of the key or certificate that is to be proved: of a family, with its refresh tokens
 *     (<a href="https://www.rfc-editor.org/rfc/rfc9449#section-5">RFC 9449, section 5</a>), of a code, when it is redeemed
 *     (section 10); null for any or none
 */
public record Restrictions(List<String> resources, @Nullable String jkt) {

    /** None. */
    public static final Restrictions NONE = new Restrictions(List.of(), null);

    /** Restrictions that do not change any more. */
    public Restrictions {
        resources = List.copyOf(resources);
    }

    static Restrictions read(ResultSet row) throws SQLException {
        String resource = row.getString("resource");
        byte[] jkt = row.getBytes("jkt");
        return resource == null && jkt == null
                ? NONE
                : new Restrictions(
                        resources(resource),
                        jkt == null
                                ? null
                                : Base64.getUrlEncoder().withoutPadding().encodeToString(jkt));
    }

    /** For the column {@code resource}: null for none. */
    @Nullable
    String resource() {
        return resource(resources);
    }

    /** Resources as a column has them: null for none. */
    public static @Nullable String resource(List<String> resources) {
        return resources.isEmpty() ? null : String.join(" ", resources);
    }

    /** Reads what {@link #resource(List)} wrote. */
    public static List<String> resources(@Nullable String resource) {
        return resource == null ? List.of() : List.of(resource.split(" "));
    }

    /** A thumbprint for the column {@code jkt}. */
    static byte @Nullable [] bytes(@Nullable String jkt) {
        return jkt == null ? null : Base64.getUrlDecoder().decode(jkt);
    }
}
