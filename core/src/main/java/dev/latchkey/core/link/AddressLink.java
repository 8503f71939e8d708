package dev.latchkey.core.link;

import dev.latchkey.core.jdbc.Ids;
import dev.latchkey.core.proof.Fields;
import dev.latchkey.core.proof.Label;
import dev.latchkey.core.proof.Proofs;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Shows that its holder reads the letters to an address. It does nothing by itself: the user has to be signed in. Good for as
 * long as the account has these credentials, so that a new password ends what was asked for before it.
 *
 * @param credentialVersion of the account when the link was made
 * @param former the verified address that the account had when the link was made, and has until the link is used; null for
 *     none
 * @param address the one that the account is to have
 */
public record AddressLink(
        UUID userId, int credentialVersion, @Nullable String former, String address, Instant expiresAt) {

    /** The path of the page that it leads to. */
    public static final String PATH = "/verify-email";

    /** The token of the link, sealed. */
    public String write(Proofs proofs) {
        Fields secret = new Fields()
                .id(userId)
                .number(credentialVersion)
                .optionalText(former)
                .text(address)
                .time(expiresAt);
        return proofs.seal(Label.ADDRESS_LINK, Ids.next(), secret);
    }

    /** Reads a token; empty when it is none of ours. It may have expired. */
    public static Optional<AddressLink> read(Proofs proofs, String token) {
        return proofs.open(
                Label.ADDRESS_LINK,
                token,
                (id, fields) -> new AddressLink(
                        fields.id(), fields.number(), fields.optionalText(), fields.text(), fields.time()));
    }

    /** Leaves the addresses out. */
    @Override
    public String toString() {
        return "AddressLink[" + userId + "]";
    }
}
