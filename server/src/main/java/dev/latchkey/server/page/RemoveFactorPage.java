package dev.latchkey.server.page;

import org.jspecify.annotations.Nullable;

/**
 * Asks before the last factor of an account is removed, because the recovery codes go with it. {@link Form#DECISION} is
 * {@link FactorPage#REMOVE_LAST}.
 *
 * @param form has the {@link FactorPage#PASSKEY} too, when it is one
 * @param back the URL of the page of factors
 * @param passkey its name; null for the app
 * @param codesLeft how many recovery codes are unused
 * @param required whether the user has to add another factor at the next sign-in
 */
public record RemoveFactorPage(
        Form form, String back, String username, @Nullable String passkey, int codesLeft, boolean required)
        implements Page {}
