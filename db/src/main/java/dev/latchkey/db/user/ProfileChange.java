package dev.latchkey.db.user;

/**
 * A change of some of what an account tells about its person.
 *
 * @param profile the new values; of fields that are not set they do not count
 */
public record ProfileChange(Profile profile, boolean setsEmail, boolean setsFullName) {}
