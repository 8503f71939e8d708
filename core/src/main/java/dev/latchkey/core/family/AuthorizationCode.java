package dev.latchkey.core.family;

import dev.latchkey.core.proof.FieldReader;
import dev.latchkey.core.proof.Fields;
import dev.latchkey.core.proof.Label;
import dev.latchkey.core.proof.Proofs;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An authorization code (<a href="https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2">RFC 6749, section 4.1.2</a>): the
 * request and the user's answer, sealed. Nothing is stored before it is redeemed, and then the family under the id that is
 * in the code: the primary key is what makes it good once.
 *
 * @param familyId made from the database's time, see {@link dev.latchkey.core.jdbc.Ids#at}
 * @param issuedAt by the database's clock
 */
public record AuthorizationCode(UUID familyId, Instant issuedAt, Grantor grantor, Grant grant) {

    /** The longest code, in characters; a request that needs a longer one cannot be answered. */
    public static final int MAX_LENGTH = 2048;

    /** How the text of each code begins. */
    public static final String PREFIX = "lkc_";

    /** As in the statement that redeems it. RFC 6749 recommends at most ten minutes. */
    private static final Duration LIFETIME = Duration.ofSeconds(60);

    /**
     * The user, in a browser session.
     *
     * @param credentialVersion of the user when the code was issued
     * @param amr by which methods the user proved to be the user, as bits
     */
    public record Grantor(UUID userId, UUID sessionId, int credentialVersion, Instant authTime, int amr) {}

    /**
     * What was granted to which client.
     *
     * @param redirectUri SHA-256 of the redirect URI of the request
     * @param challenge of {@link Pkce}; null when the request had none
     * @param nonce for the ID token; null when the request had none
     * @param claims the {@code claims} parameter, as JSON; null when the request had none
     * @param restrictions for what, and with which key, its tokens are to be good
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Grant(
            UUID clientId,
            byte[] redirectUri,
            byte @Nullable [] challenge,
            @Nullable String nonce,
            Scopes scopes,
            @Nullable String claims,
            Restrictions restrictions) {

        /** For whatever the client has, with any key. */
        public Grant(
                UUID clientId,
                String redirectUri,
                byte @Nullable [] challenge,
                @Nullable String nonce,
                Scopes scopes,
                @Nullable String claims) {
            this(clientId, redirectUri, challenge, nonce, scopes, claims, Restrictions.NONE);
        }

        /** As the canonical constructor, with the redirect URI itself. */
        public Grant(
                UUID clientId,
                String redirectUri,
                byte @Nullable [] challenge,
                @Nullable String nonce,
                Scopes scopes,
                @Nullable String claims,
                Restrictions restrictions) {
            this(clientId, Pkce.sha256(redirectUri), challenge, nonce, scopes, claims, restrictions);
        }

        /** Whether the client that presents the code is the one that it was issued to, as far as it can prove that. */
        boolean isMet(UUID presenter, @Nullable String presentedUri, @Nullable String verifier) {
            boolean sameUri = presentedUri != null && MessageDigest.isEqual(Pkce.sha256(presentedUri), redirectUri);
            return clientId.equals(presenter) && sameUri && Pkce.isMet(challenge, verifier);
        }
    }

    /** From when on it is not redeemed. */
    public Instant expiresAt() {
        return issuedAt.plus(LIFETIME);
    }

    /** Makes the text of the code; empty when that would be longer than {@link #MAX_LENGTH}. */
    public Optional<String> seal(Proofs proofs) {
        Fields fields = new Fields()
                .time(issuedAt)
                .id(grantor.userId())
                .id(grantor.sessionId())
                .number(grantor.credentialVersion())
                .time(grantor.authTime())
                .number(grantor.amr())
                .id(grant.clientId())
                .bytes(grant.redirectUri())
                .optionalBytes(grant.challenge())
                .optionalText(grant.nonce())
                .text(grant.scopes().toString())
                .optionalText(grant.claims())
                .optionalText(grant.restrictions().resource())
                .optionalText(grant.restrictions().jkt());
        return Optional.of(PREFIX + proofs.seal(Label.CODE, familyId, fields))
                .filter(text -> text.length() <= MAX_LENGTH);
    }

    /**
     * Opens the text of a code; empty when this server did not make it. Only the database knows whether it was already
     * used.
     */
    public static Optional<AuthorizationCode> open(Proofs proofs, String text) {
        return text.length() > MAX_LENGTH || !text.startsWith(PREFIX)
                ? Optional.empty()
                : proofs.open(Label.CODE, text.substring(PREFIX.length()), AuthorizationCode::read);
    }

    private static AuthorizationCode read(UUID familyId, FieldReader fields) {
        Instant issuedAt = fields.time();
        Grantor grantor = new Grantor(fields.id(), fields.id(), fields.number(), fields.time(), fields.number());
        Grant grant = new Grant(
                fields.id(),
                fields.bytes(),
                fields.optionalBytes(),
                fields.optionalText(),
                Scopes.parse(fields.text()),
                fields.optionalText(),
                restrictions(fields));
        return new AuthorizationCode(familyId, issuedAt, grantor, grant);
    }

    private static Restrictions restrictions(FieldReader fields) {
        String resource = fields.optionalText();
        String jkt = fields.optionalText();
        return new Restrictions(Restrictions.resources(resource), jkt);
    }

    /** Leaves out what is sealed. */
    @Override
    public String toString() {
        return "AuthorizationCode[" + familyId + "]";
    }
}
