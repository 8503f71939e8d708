package dev.latchkey.server.authn;

import dev.latchkey.core.family.Scopes;
import dev.latchkey.core.session.Amr;
import java.util.UUID;

/** The result of a sign-in: the user, or the reason for the rejection. */
public sealed interface SignInOutcome {

    /**
     * The user is known.
     *
     * @param username as the account has it
     * @param scopes that the user has
     * @param credentialVersion of the credentials that the user proved; what begins with this sign-in must compare it
     * @param methods by which the user proved them, as bits of {@link Amr}
     * @param secondFactor whether the user has one. Then nothing begins before it is proved too
     * @param factorRequired whether the user has to add one. Then nothing begins before that
     */
    record Authenticated(
            UUID userId,
            String username,
            Scopes scopes,
            int credentialVersion,
            int methods,
            boolean secondFactor,
            boolean factorRequired)
            implements SignInOutcome {

        /** Whether the password is not enough. */
        public boolean needsFactor() {
            return secondFactor || factorRequired;
        }

        Authenticated withCredentialVersion(int version) {
            return new Authenticated(userId, username, scopes, version, methods, secondFactor, factorRequired);
        }
    }

    /**
     * The user is not known.
     *
     * @param reason for the log; a caller must not learn more than that the sign-in failed
     */
    record Refused(Refusal reason) implements SignInOutcome {}

    /** Why a sign-in is refused. */
    enum Refusal {
        NOT_A_PASSWORD("the password is too long or not text"),
        UNKNOWN_USER("there is no such user"),
        WRONG_PASSWORD("the password is wrong"),
        DISABLED_USER("the user is disabled or has expired"),
        ACCOUNT_CHANGED("the account changed during the sign-in");

        private final String text;

        Refusal(String text) {
            this.text = text;
        }

        /** The reason in words. */
        @Override
        public String toString() {
            return text;
        }
    }
}
