package dev.latchkey.core.device;

import dev.latchkey.core.proof.FieldReader;
import dev.latchkey.core.proof.Fields;
import dev.latchkey.core.proof.Label;
import dev.latchkey.core.proof.Proofs;
import java.util.Optional;
import java.util.UUID;

/**
 * The code by which a device asks for its tokens (<a href="https://www.rfc-editor.org/rfc/rfc8628#section-3.2">RFC 8628,
 * section 3.2</a>): {@code lkd_}, the id of the grant, and a MAC over it and the client. So a forged code and the code of
 * another client are refused without asking the database, and the database has nothing that makes one.
 */
public final class DeviceCode {

    /** How the text of each code begins. */
    public static final String PREFIX = "lkd_";

    private DeviceCode() {}

    /** The code of a grant, for the client that began it. */
    public static String write(Proofs proofs, UUID grantId, UUID clientId) {
        return PREFIX + proofs.mac(Label.DEVICE_CODE, new Fields().id(grantId), new Fields().id(clientId));
    }

    /** The id that a code shows, whether this server made it or not; empty when it is incomplete. */
    public static Optional<UUID> shown(String text) {
        return text.startsWith(PREFIX)
                ? Proofs.shown(text.substring(PREFIX.length()), FieldReader::id)
                : Optional.empty();
    }

    /** The id of the grant; empty when this server did not make the code for this client. */
    public static Optional<UUID> read(Proofs proofs, String text, UUID clientId) {
        return text.startsWith(PREFIX)
                ? proofs.verify(
                        Label.DEVICE_CODE, text.substring(PREFIX.length()), new Fields().id(clientId), FieldReader::id)
                : Optional.empty();
    }
}
