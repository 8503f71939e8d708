package dev.latchkey.server.browser;

import dev.latchkey.core.proof.Fields;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * What the token of a form is bound to. It is valid in no other browser and for no other form.
 *
 * @param cookie the value of the browser's form cookie, which a page of another site does not know
 * @param action where the form is sent to, like {@code /consent}
 * @param query the query of the authorization request that the form is a step of, and what the page shows of it; empty
 *     when it is no step
 */
public record FormPlace(String cookie, String action, String query) {

    Fields bound() {
        return new Fields().text(cookie).text(action).bytes(digest(query));
    }

    /** SHA-256, so that any length goes into a proof. */
    static byte[] digest(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This Java has no SHA-256", e);
        }
    }
}
