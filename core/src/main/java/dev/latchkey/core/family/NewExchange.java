package dev.latchkey.core.family;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An access token that a client is about to exchange (<a href="https://www.rfc-editor.org/rfc/rfc8693#section-2.1">RFC 8693,
 * section 2.1</a>), verified already, but for what only the database knows.
 *
 * @param parent what the token belongs to
 * @param subject its {@code sub}: the id of a user, or the client id of a client
 * @param expiresAt when it expires; the new token does so at the latest
 * @param actor the client that exchanges it
 * @param source the resource that it was sent to, which the actor serves
 * @param target the resource that the new token is for
 */
public record NewExchange(Parent parent, String subject, Instant expiresAt, UUID actor, String source, String target) {

    /** What ends the new family when it ends. */
    public sealed interface Parent {

        /** A token family of a user. */
        record OfUser(UUID family) implements Parent {}

        /**
         * A family that began with an exchange.
         *
         * @param ofUser whether the subject is a user
         */
        record Exchanged(UUID family, boolean ofUser) implements Parent {}

        /**
         * A client's own access token, which has no family.
         *
         * @param issuedAt to the millisecond
         * @param statusIndex whose place in a status list it names; null when it names none
         */
        record OwnToken(
                UUID jti, Instant issuedAt, @Nullable Long statusIndex) implements Parent {}

        /** By which the new family knows it. */
        default UUID id() {
            return switch (this) {
                case OfUser(UUID family) -> family;
                case Exchanged(UUID family, boolean ofUser) -> family;
                case OwnToken token -> token.jti();
            };
        }
    }

    /** The id of the user; empty when the subject is a client. */
    Optional<UUID> userId() {
        boolean ofUser = switch (parent) {
            case Parent.OfUser ignored -> true;
            case Parent.Exchanged(UUID family, boolean user) -> user;
            case Parent.OwnToken ignored -> false;
        };
        return ofUser ? Optional.of(UUID.fromString(subject)) : Optional.empty();
    }

    /** The token of the client itself; empty for other parents. */
    Optional<Parent.OwnToken> ownToken() {
        return parent instanceof Parent.OwnToken token ? Optional.of(token) : Optional.empty();
    }
}
