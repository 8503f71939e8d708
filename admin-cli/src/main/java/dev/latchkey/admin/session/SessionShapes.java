package dev.latchkey.admin.session;

import dev.latchkey.admin.command.Ended;
import dev.latchkey.admin.output.Shape;
import dev.latchkey.admin.output.Shape.Kind;
import dev.latchkey.core.session.Amr;
import dev.latchkey.core.session.SessionListing;
import java.util.Locale;

/** What the commands of this package print. */
public final class SessionShapes {

    public static final Shape<SessionListing> SESSION = Shape.of("browser session", SessionListing::id)
            .column("id", Kind.UUID, "The sid of ID tokens.", SessionListing::id)
            .column("username", Kind.STRING, "The user who is signed in.", SessionListing::username)
            .field("user_id", Kind.UUID, "The user's id.", SessionListing::userId)
            .column(
                    "status",
                    Kind.STATE,
                    "live, expired, ended (signed out or revoked), or credentials_changed (the user was disabled or has"
                            + " another password).",
                    session -> session.state().name().toLowerCase(Locale.ROOT))
            .column("created_at", Kind.TIME, "The sign-in that it began with.", SessionListing::createdAt)
            .field("auth_time", Kind.TIME, "The latest sign-in.", SessionListing::authTime)
            .field(
                    "amr",
                    Kind.STRINGS,
                    "By which methods, as the amr claim has them.",
                    session -> Amr.names(session.amr()))
            .column("seen_at", Kind.TIME, "The latest visit, to five minutes.", SessionListing::seenAt)
            .column("expires_at", Kind.TIME, "When it ends, or ended.", SessionListing::expiresAt)
            .field("remembered", Kind.BOOLEAN, "Whether the user chose to stay signed in.", SessionListing::remembered)
            .field("ended_at", Kind.TIME, "Null unless it was ended.", SessionListing::endedAt)
            .field("ended_reason", Kind.STRING, "Null unless it was ended.", SessionListing::endedReason)
            .column("address", Kind.STRING, "Where the sign-in came from.", SessionListing::address)
            .field("user_agent", Kind.STRING, "The browser, as it calls itself.", SessionListing::userAgent);

    public static final Shape<Revoked> REVOKED = Ended.describe(
            Shape.of("revoked sessions", Revoked::what)
                    .column("what", Kind.STRING, "The user, client or session; all for everything.", Revoked::what)
                    .column("sessions_ended", Kind.INTEGER, "How many browser sessions this ended.", Revoked::sessions),
            Revoked::ended);

    /** What a revocation was about, and what it ended. */
    public record Revoked(String what, int sessions, Ended ended) {}

    private SessionShapes() {}
}
