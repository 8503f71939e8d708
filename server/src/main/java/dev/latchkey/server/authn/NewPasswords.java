package dev.latchkey.server.authn;

import dev.latchkey.core.account.InvalidValueException;
import dev.latchkey.core.credential.PasswordPolicy;
import dev.latchkey.server.page.PasswordPage.Fault;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Checks and hashes the new passwords that are entered on pages. */
public final class NewPasswords {

    private final PasswordPolicy policy;
    private final PasswordHasher hasher;

    public NewPasswords(PasswordPolicy policy, PasswordHasher hasher) {
        this.policy = policy;
        this.hasher = hasher;
    }

    /** The least length, in characters. */
    public int minLength() {
        return policy.minLength();
    }

    /** What is wrong before anything is hashed; null when nothing is. */
    public @Nullable Fault fault(String wanted, String repeated) {
        if (wanted.isEmpty()) {
            return Fault.WANTED_MISSING;
        }
        String normalised;
        try {
            normalised = PasswordPolicy.normalise(wanted);
        } catch (InvalidValueException e) {
            return Fault.TOO_LONG;
        }
        if (normalised.codePointCount(0, normalised.length()) < policy.minLength()) {
            return Fault.TOO_SHORT;
        }
        return wanted.equals(repeated) ? null : Fault.NOT_REPEATED;
    }

    /**
     * Hashes a password in which {@link #fault} found nothing.
     *
     * @return empty when it is too easy to guess
     * @throws dev.latchkey.server.http.HashingBusyException when too many passwords wait to be hashed
     */
    public Optional<String> hash(String wanted, String username, @Nullable String email) {
        try {
            return Optional.of(hasher.hash(() -> policy.check(wanted, username, email)));
        } catch (InvalidValueException e) {
            // Neither too short nor too long, or it would not have come here.
            return Optional.empty();
        }
    }
}
