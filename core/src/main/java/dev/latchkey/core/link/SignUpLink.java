package dev.latchkey.core.link;

import dev.latchkey.core.jdbc.Ids;
import dev.latchkey.core.proof.Fields;
import dev.latchkey.core.proof.Label;
import dev.latchkey.core.proof.Proofs;
import java.time.Instant;
import java.util.Optional;

/**
 * Lets the reader of an address make an account with it. Good once while that account has the address: no two accounts have the same verified one.
 *
 * @param address of the new account
 */
public record SignUpLink(String address, Instant expiresAt) {

    /** The path of the page that it leads to. */
    public static final String PATH = "/sign-up";

    /** The token of the link, sealed. */
    public String write(Proofs proofs) {
        return proofs.seal(
                Label.SIGN_UP_LINK, Ids.next(), new Fields().text(address).time(expiresAt));
    }

    /** Reads a token; empty when it is none of ours. It may have expired. */
    public static Optional<SignUpLink> read(Proofs proofs, String token) {
        return proofs.open(Label.SIGN_UP_LINK, token, (id, fields) -> new SignUpLink(fields.text(), fields.time()));
    }

    /** Leaves the address out. */
    @Override
    public String toString() {
        return "SignUpLink";
    }
}
