package dev.latchkey.core.link;

import dev.latchkey.core.jdbc.Ids;
import dev.latchkey.core.proof.Fields;
import dev.latchkey.core.proof.Label;
import dev.latchkey.core.proof.Proofs;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Lets its holder set a new password. Good for as long as the account has these credentials and this address: so a new
 * password ends all links from before it.
 *
 * @param credentialVersion of the account when the link was made
 * @param address the verified address of the account; null when it had none
 */
public record ResetLink(
        UUID userId, int credentialVersion, @Nullable String address, Instant expiresAt) {

    /** From the moment in which the letter is sent. */
    public static final Duration LIFETIME = Duration.ofMinutes(30);

    /** The path of the page that it leads to. */
    public static final String PATH = "/reset-password";

    /** The parameter of every link. */
    public static final String TOKEN = "token";

    /** The token of the link. Sealed: neither a mailbox nor a log tells which user it is. */
    public String write(Proofs proofs) {
        Fields secret = new Fields()
                .id(userId)
                .number(credentialVersion)
                .optionalText(address)
                .time(expiresAt);
        return proofs.seal(Label.RESET_LINK, Ids.next(), secret);
    }

    /** Reads a token; empty when it is none of ours. It may have expired. */
    public static Optional<ResetLink> read(Proofs proofs, String token) {
        return proofs.open(
                Label.RESET_LINK,
                token,
                (id, fields) -> new ResetLink(fields.id(), fields.number(), fields.optionalText(), fields.time()));
    }

    /** A page with a token in its query; {@code base} is the URL or the path of the page. */
    public static String url(String base, String token) {
        return base + "?" + TOKEN + "=" + token;
    }

    /** Leaves the address out. */
    @Override
    public String toString() {
        return "ResetLink[" + userId + "]";
    }
}
