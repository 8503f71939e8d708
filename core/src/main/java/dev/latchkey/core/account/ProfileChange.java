package dev.latchkey.core.account;

/**
 * A change of some fields of a {@link Profile}.
 *
 * @param profile the new values; those of fields that are not set are ignored
 */
public record ProfileChange(Profile profile, boolean setsEmail, boolean setsFullName) {

    /** {@code before} with this change applied. */
    public Profile applyTo(Profile before) {
        return new Profile(
                setsEmail ? profile.email() : before.email(), setsFullName ? profile.fullName() : before.fullName());
    }
}
