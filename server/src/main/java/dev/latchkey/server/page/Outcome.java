package dev.latchkey.server.page;

/**
 * The message of a page about the change that was just made.
 *
 * @param about the name or the number that the text contains; empty when it has none
 */
public record Outcome(Kind kind, String about) {

    /** What happened. */
    public enum Kind {
        /** The person has signed in again, so that changes are possible. */
        CONFIRMED(Text.OUTCOME_CONFIRMED),
        /** The page or what it was about was out of date. */
        NOTHING(Text.OUTCOME_NOTHING),
        PASSWORD_CHANGED(Text.OUTCOME_PASSWORD),
        /** By a link, about the name; the person signs in next. */
        PASSWORD_RESET(Text.OUTCOME_RESET),
        /** The same where the account has factors, which the person sees after the sign-in. */
        PASSWORD_RESET_FACTORS(Text.OUTCOME_RESET_FACTORS),
        /** Between the password and the second factor the time ran out or the account changed; the person begins again. */
        SIGN_IN_AGAIN(Text.OUTCOME_SIGN_IN_AGAIN),
        /** A letter is on its way to the address that it is about. */
        ADDRESS_SENT(Text.OUTCOME_ADDRESS_SENT),
        /** About the address, which is the account's already. */
        ADDRESS_SAME(Text.OUTCOME_ADDRESS_SAME),
        /** About the new address. */
        ADDRESS_CHANGED(Text.OUTCOME_ADDRESS),
        /** About the name; the person signs in next. */
        SIGNED_UP(Text.OUTCOME_SIGNED_UP),
        FACTOR_REMOVED(Text.OUTCOME_FACTOR),
        APP_ADDED(Text.OUTCOME_APP_ADDED),
        /** About its name. */
        PASSKEY_ADDED(Text.OUTCOME_PASSKEY_ADDED),
        PASSKEY_REMOVED(Text.OUTCOME_PASSKEY_REMOVED),
        PASSKEY_REFUSED(Text.PASSKEY_REFUSED),
        /** About the number of browsers. */
        SIGNED_OUT(Text.OUTCOME_SIGNED_OUT),
        /** About the name of the client. */
        ACCESS_REMOVED(Text.OUTCOME_ACCESS_REMOVED);

        private final Text text;

        Kind(Text text) {
            this.text = text;
        }

        Text text() {
            return text;
        }
    }

    /** An outcome whose text contains no name and no number. */
    public static Outcome of(Kind kind) {
        return new Outcome(kind, "");
    }
}
