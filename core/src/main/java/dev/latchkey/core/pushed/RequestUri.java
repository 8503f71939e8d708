package dev.latchkey.core.pushed;

import dev.latchkey.core.proof.FieldReader;
import dev.latchkey.core.proof.Fields;
import dev.latchkey.core.proof.Label;
import dev.latchkey.core.proof.Proofs;
import java.util.Optional;
import java.util.UUID;

/**
 * The reference to a pushed request (<a href="https://www.rfc-editor.org/rfc/rfc9126#section-2.2">RFC 9126, section
 * 2.2</a>): a prefix, the id of the row, and a MAC over it and the client. So a forged reference and that of another client
 * are refused without asking the database, and the database has nothing that makes one.
 */
public final class RequestUri {

    /** How the text of each reference begins. */
    public static final String PREFIX = "urn:ietf:params:oauth:request_uri:";

    private RequestUri() {}

    /** The reference to a request, for the client that pushed it. */
    public static String write(Proofs proofs, UUID requestId, UUID clientId) {
        return PREFIX + proofs.mac(Label.REQUEST_URI, new Fields().id(requestId), new Fields().id(clientId));
    }

    /** The id of the request; empty when this server did not make the reference for this client. */
    public static Optional<UUID> read(Proofs proofs, String text, UUID clientId) {
        return text.startsWith(PREFIX)
                ? proofs.verify(
                        Label.REQUEST_URI, text.substring(PREFIX.length()), new Fields().id(clientId), FieldReader::id)
                : Optional.empty();
    }
}
