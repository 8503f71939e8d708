package dev.latchkey.server.key;

import com.nimbusds.jwt.SignedJWT;
import dev.latchkey.core.text.WholeText;
import java.text.ParseException;
import java.util.Map;

/** Parses JWTs that callers send. */
public final class SignedJwts {

    private SignedJwts() {}

    /**
     * A JWT that another party made. All text in it is {@linkplain WholeText whole}.
     *
     * @param claims its payload, parsed once
     */
    public record Foreign(SignedJWT jwt, Map<String, Object> claims) {}

    /**
     * Parses a signed JWT of another party; nothing of it is verified.
     *
     * @throws ParseException when it is none, or a name or text in its header or payload is not whole
     */
    public static Foreign parseForeign(String text) throws ParseException {
        SignedJWT jwt = parse(text);
        Map<String, Object> claims = jwt.getPayload().toJSONObject();
        if (claims == null
                || !WholeText.isWholeIn(claims)
                || !WholeText.isWholeIn(jwt.getHeader().toJSONObject())) {
            throw new ParseException("The payload is no JSON object, or a text is not whole.", 0);
        }
        return new Foreign(jwt, claims);
    }

    /**
     * Parses a signed JWT that is one of this server if it is genuine; nothing of it is verified.
     *
     * @throws ParseException when it is none, also where the library fails in another way, as it does with the header
     *     {@code null}
     */
    public static SignedJWT parse(String text) throws ParseException {
        try {
            return SignedJWT.parse(text);
        } catch (RuntimeException e) {
            ParseException none = new ParseException("The text is no signed JWT.", 0);
            none.initCause(e);
            throw none;
        }
    }
}
