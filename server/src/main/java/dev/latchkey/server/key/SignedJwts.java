package dev.latchkey.server.key;

import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;

/** Parses JWTs that callers send. */
public final class SignedJwts {

    private SignedJwts() {}

    /**
     * Parses a signed JWT; nothing of it is verified.
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
