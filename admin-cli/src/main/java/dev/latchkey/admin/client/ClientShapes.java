package dev.latchkey.admin.client;

import dev.latchkey.admin.command.Changed;
import dev.latchkey.admin.command.Ended;
import dev.latchkey.admin.config.Setting;
import dev.latchkey.admin.output.Shape;
import dev.latchkey.admin.output.Shape.Kind;
import dev.latchkey.core.client.Client;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the commands of this package print. */
public final class ClientShapes {

    public static final Shape<Client> CLIENT = Shape.of("client", Client::id)
            .field("id", Kind.UUID, "Never changes.", Client::id)
            .with(Setting.fields(ClientDeclaration.RIGHTS))
            .field(
                    "kind",
                    Kind.STRING,
                    "static for a client that an administrator added, document for one that a document describes.",
                    c -> c.kind().value())
            .with(Setting.fields(ClientDeclaration.TOKENS))
            .column("status", Kind.STATE, "active or disabled.", c -> c.isDisabled() ? "disabled" : "active")
            .column("created_at", Kind.TIME, "When it was added.", Client::createdAt)
            .field("disabled_at", Kind.TIME, "Null unless it is disabled.", Client::disabledAt)
            .field(
                    "tokens_not_before",
                    Kind.TIME,
                    "Access tokens without a family that are older are revoked; null when none are.",
                    Client::tokensNotBefore);

    public static final Shape<AddedClient> ADDED = Shape.of("added client", AddedClient::id)
            .column("client_id", Kind.STRING, "The name that the application sends.", AddedClient::clientId)
            .column("id", Kind.UUID, "The client's id.", AddedClient::id)
            .column(
                    "secret",
                    Kind.STRING,
                    "Shown only here; null for a client that has none, and for one that brought its secret.",
                    AddedClient::secret);

    public static final Shape<Changed> CHANGED = Ended.describe(
            Shape.of("changed client", Changed::id)
                    .column("client_id", Kind.STRING, "Which client.", Changed::name)
                    .field("id", Kind.UUID, "The client's id.", Changed::id)
                    .column("changed", Kind.BOOLEAN, "False when nothing was left to do.", Changed::changed),
            Changed::ended);

    /** A client that was added, or given another secret. */
    public record AddedClient(
            String clientId, UUID id, @Nullable String secret) {

        /** Leaves the secret out. */
        @Override
        public String toString() {
            return "AddedClient[" + clientId + "]";
        }
    }

    private ClientShapes() {}
}
