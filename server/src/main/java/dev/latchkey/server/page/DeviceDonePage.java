package dev.latchkey.server.page;

/**
 * The end of a decision about a device.
 *
 * @param client the name of the client on the device
 * @param allowed whether the user allowed it
 */
public record DeviceDonePage(String client, boolean allowed) implements Page {}
