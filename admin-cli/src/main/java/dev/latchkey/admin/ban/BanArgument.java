package dev.latchkey.admin.ban;

import dev.latchkey.admin.command.Failure;
import dev.latchkey.core.limit.Network;

/** The network that a verb is about. */
final class BanArgument {

    static final String DESCRIPTION = "An address (192.0.2.7) or a network (192.0.2.0/24, 2001:db8::/64).";

    private BanArgument() {}

    static Network network(String text) {
        try {
            return Network.parse(text);
        } catch (IllegalArgumentException e) {
            throw Failure.usage("'" + text + "' is no network: " + e.getMessage() + ".");
        }
    }
}
