package dev.latchkey.server.page;

import org.jspecify.annotations.Nullable;

/**
 * The account of the person who is signed in, with links to its parts.
 *
 * @param outcome of the change that led here; null when none did
 * @param signOut sends {@link SignOutQuestionPage#SIGN_OUT} to where the browser is signed out
 * @param parts the URLs of the pages of its parts
 */
public record AccountPage(
        @Nullable Outcome outcome,
        String username,
        @Nullable String fullName,
        @Nullable String email,
        Form signOut,
        Parts parts)
        implements Page {

    /** The URL of the page of each part. */
    public record Parts(String password, String address, String factor, String sessions, String applications) {}
}
