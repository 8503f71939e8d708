package dev.latchkey.core.account;

/**
 * A change of some of what an account tells about its person.
 *
 * @param profile the new values; of fields that are not set they do not count
 */
public record ProfileChange(Profile profile, boolean setsEmail, boolean setsFullName) {

    /** What {@code before} becomes. */
    public Profile applyTo(Profile before) {
        return new Profile(
                setsEmail ? profile.email() : before.email(), setsFullName ? profile.fullName() : before.fullName());
    }
}
