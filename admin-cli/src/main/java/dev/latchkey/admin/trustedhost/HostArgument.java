package dev.latchkey.admin.trustedhost;

import dev.latchkey.admin.command.Failure;
import dev.latchkey.core.trust.TrustedHost;

/** The host that a verb is about. */
final class HostArgument {

    static final String DESCRIPTION =
            "The host of the URL, such as app.example or app.example:8443. Subdomains are other hosts.";

    private HostArgument() {}

    static String host(String text) {
        try {
            return TrustedHost.normalise(text);
        } catch (IllegalArgumentException e) {
            throw Failure.usage(String.valueOf(e.getMessage()));
        }
    }
}
