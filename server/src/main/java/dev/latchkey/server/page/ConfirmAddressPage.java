package dev.latchkey.server.page;

/**
 * Asks a signed-in user whether an address is to be the account's.
 *
 * @param back the URL of the account
 */
public record ConfirmAddressPage(Form form, String back, String username, String address) implements Page {}
