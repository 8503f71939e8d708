package dev.latchkey.server.page;

/**
 * The end of a session.
 *
 * @param signIn the URL for signing in again
 */
public record SignedOutPage(String signIn) implements Page {}
