package dev.latchkey.server.page;

/**
 * The end of a decision about a device.
 *
 * @param client its name
 */
public record DeviceDonePage(String client, boolean allowed) implements Page {}
