package dev.latchkey.admin.consent;

import dev.latchkey.admin.command.Ended;
import dev.latchkey.admin.output.Shape;
import dev.latchkey.admin.output.Shape.Kind;
import dev.latchkey.core.consent.ConsentListing;

/** What the commands of this package print. */
public final class ConsentShapes {

    public static final Shape<ConsentListing> CONSENT = Shape.<ConsentListing>of(
                    "consent", one -> one.userId() + " " + one.clientId())
            .column("username", Kind.STRING, "The user who allowed it.", ConsentListing::username)
            .field("user_id", Kind.UUID, "The user's id.", ConsentListing::userId)
            .column("client_id", Kind.STRING, "The application, by the name that it sends.", ConsentListing::client)
            .column(
                    "resource",
                    Kind.STRING,
                    "The API that it was allowed for (RFC 8707); null for without one.",
                    ConsentListing::resource)
            .column(
                    "scopes",
                    Kind.STRINGS,
                    "All that was allowed until now.",
                    one -> one.scopes().tokens())
            .column("granted_at", Kind.TIME, "When the user last allowed something.", ConsentListing::grantedAt);

    public static final Shape<Revoked> REVOKED = Ended.describe(
            Shape.of("revoked consents", Revoked::what)
                    .column("what", Kind.STRING, "The user, the client, or both.", Revoked::what)
                    .column("consents_revoked", Kind.INTEGER, "How many there were.", Revoked::consents),
            Revoked::ended);

    /** What a revocation was about, and what it ended. */
    public record Revoked(String what, int consents, Ended ended) {}

    private ConsentShapes() {}
}
