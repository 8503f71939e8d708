package dev.latchkey.admin.token;

import dev.latchkey.admin.command.Ended;
import dev.latchkey.admin.output.Shape;
import dev.latchkey.admin.output.Shape.Kind;
import dev.latchkey.core.family.FamilyListing;
import java.util.Locale;

/** The output fields of the commands in this package. */
public final class TokenShapes {

    public static final Shape<FamilyListing> FAMILY = Shape.of("token family", FamilyListing::id)
            .column("id", Kind.UUID, "Of the family: one sign-in with all its tokens.", FamilyListing::id)
            .column("username", Kind.STRING, "Whose; null when the user was deleted.", FamilyListing::username)
            .field("user_id", Kind.UUID, "Null when the user was deleted.", FamilyListing::userId)
            .column("client_id", Kind.STRING, "Which application's; null when it was deleted.", FamilyListing::client)
            .field("grant_type", Kind.STRING, "How it began.", FamilyListing::grantType)
            .column(
                    "scopes",
                    Kind.STRINGS,
                    "What was granted.",
                    family -> family.scopes().tokens())
            .field(
                    "resources",
                    Kind.STRINGS,
                    "The APIs that its access tokens are for (RFC 8707); empty for what its client has.",
                    FamilyListing::resources)
            .column(
                    "status",
                    Kind.STATE,
                    "live, idle (not refreshed for too long), expired, revoked, or disabled (its user is).",
                    family -> family.state().name().toLowerCase(Locale.ROOT))
            .field("generation", Kind.INTEGER, "How often it was refreshed.", FamilyListing::generation)
            .column("created_at", Kind.TIME, "The sign-in.", FamilyListing::createdAt)
            .column("refreshed_at", Kind.TIME, "The latest refresh.", FamilyListing::refreshedAt)
            .field("idle_until", Kind.TIME, "When it ends unless it is refreshed.", FamilyListing::idleUntil)
            .column("expires_at", Kind.TIME, "When it ends in any case.", FamilyListing::expiresAt)
            .field("revoked_at", Kind.TIME, "Null unless it is revoked.", FamilyListing::revokedAt)
            .field("revoked_reason", Kind.STRING, "Null unless it is revoked.", FamilyListing::revokedReason)
            .field("address", Kind.STRING, "Where the sign-in came from.", FamilyListing::address)
            .field("user_agent", Kind.STRING, "What the sign-in came from.", FamilyListing::userAgent);

    public static final Shape<Revoked> REVOKED = Ended.describe(
            Shape.of("revoked tokens", Revoked::what)
                    .column("what", Kind.STRING, "The user, client or family; all for everything.", Revoked::what),
            Revoked::ended);

    public static final Shape<Inspection> INSPECTION = Shape.of("inspected token", Inspection::verdict)
            .column(
                    "kind",
                    Kind.STRING,
                    "access_token, refresh_token, authorization_code, device_code, or what else it is: id_token, logout_token, status_list, jwt, client_secret.",
                    Inspection::kind)
            .column("verdict", Kind.STATE, "accepted or refused, by this server at this moment.", Inspection::verdict)
            .column("why", Kind.STRING, "One sentence.", Inspection::why)
            .field("signature", Kind.STRING, "Whether this server made it, and with which key.", Inspection::signature)
            .field("subject", Kind.STRING, "The sub claim, or the user's id.", Inspection::subject)
            .field("username", Kind.STRING, "Null for a client's own token.", Inspection::username)
            .field(
                    "user_status",
                    Kind.STATE,
                    "active, disabled, expired or deleted; null for a client's own token.",
                    Inspection::userStatus)
            .field("client_id", Kind.STRING, "Which application it was issued to.", Inspection::clientId)
            .field("client_status", Kind.STATE, "active, disabled or deleted.", Inspection::clientStatus)
            .field(
                    "actors",
                    Kind.STRINGS,
                    "The clients that exchanged it, the last one first (RFC 8693); empty when none did.",
                    Inspection::actors)
            .field("audiences", Kind.STRINGS, "The aud claim; empty when it has none.", Inspection::audiences)
            .field("scopes", Kind.STRINGS, "What it allows.", Inspection::scopes)
            .field("issued_at", Kind.TIME, "Null when it does not say.", Inspection::issuedAt)
            .field("expires_at", Kind.TIME, "Null when it does not say.", Inspection::expiresAt)
            .field(
                    "family_id",
                    Kind.UUID,
                    "Null for a token without a family; of a code, the family that begins with it.",
                    Inspection::familyId)
            .field(
                    "family_status",
                    Kind.STATE,
                    "As in token list; of an exchanged token, live or ended; unknown when there is none.",
                    Inspection::familyStatus)
            .field("generation", Kind.INTEGER, "Of a refresh token.", Inspection::generation)
            .field("current_generation", Kind.INTEGER, "The newest of its family.", Inspection::currentGeneration)
            .field("header", Kind.OBJECT, "The JOSE header.", Inspection::header)
            .field("claims", Kind.OBJECT, "The claims, or what else is sealed in a code.", Inspection::claims);

    /** The output fields of a revocation. */
    public record Revoked(String what, Ended ended) {}

    private TokenShapes() {}
}
