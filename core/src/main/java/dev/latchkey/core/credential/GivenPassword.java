package dev.latchkey.core.credential;

import dev.latchkey.core.account.InvalidValueException;

/**
 * A password that a user typed, to compare with what is stored.
 *
 * @param asSent as the client sent it, which is what another system may have hashed
 * @param normalised as we hash it
 */
public record GivenPassword(String asSent, String normalised) {

    /**
     * Reads a password.
     *
     * @throws InvalidValueException when it is longer than any password can be, or is not text
     */
    public static GivenPassword of(String password) {
        return new GivenPassword(password, PasswordPolicy.normalise(password));
    }

    boolean isNormalised() {
        return normalised.equals(asSent);
    }

    /** Leaves the password out. */
    @Override
    public String toString() {
        return "GivenPassword";
    }
}
