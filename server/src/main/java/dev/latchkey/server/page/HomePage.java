package dev.latchkey.server.page;

import org.jspecify.annotations.Nullable;

/**
 * The page at {@code /}: what this server is, and links to its pages.
 *
 * @param username as whom the person is signed in; null when they are not
 * @param account the URL of the account, which leads to the sign-in first; null for no button
 * @param signUp the URL for a new account; null where none is offered
 * @param signOut the URL for signing out; null for no button
 * @param metadata the URL of the server's metadata
 * @param demo the URL where a sign-in with the demo client begins; null when there is none
 */
public record HomePage(
        @Nullable String username,
        @Nullable String account,
        @Nullable String signUp,
        @Nullable String signOut,
        String metadata,
        @Nullable String demo)
        implements Page {}
