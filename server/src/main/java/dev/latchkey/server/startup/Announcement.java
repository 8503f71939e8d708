package dev.latchkey.server.startup;

import dev.latchkey.server.settings.ServerSettings;
import java.io.PrintStream;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;

/** Says on standard output, to a person, that the server is ready, and on the very first start what to try. */
public final class Announcement {

    private static final Logger LOG = LoggerFactory.getLogger(Announcement.class);

    private final ServerSettings settings;
    private final Optional<DemoAccount> demo;
    private final PrintStream out;
    private final String scheme;

    /**
     * What will be said.
     *
     * @param scheme that the server's port speaks: {@code http}, or {@code https} with {@code server.ssl}
     */
    public Announcement(ServerSettings settings, String scheme, Optional<DemoAccount> demo, PrintStream out) {
        this.settings = settings;
        this.scheme = scheme;
        this.demo = demo;
        this.out = out;
    }

    @EventListener(ApplicationReadyEvent.class)
    public void ready() {
        demo.ifPresent(this::show);
        out.println("Latchkey is ready at " + base());
        if (demo.isPresent() && out.checkError()) {
            LOG.error("The secrets of the first start could not be shown: 'latchkey client rotate-secret demo' and"
                    + " 'latchkey user set-password demo --generate-password' make others");
        }
    }

    private void show(DemoAccount account) {
        out.println();
        out.println(
                "This is the first start: there is a client 'demo' and a user 'demo' now. Their secrets are not shown");
        out.println("again. For a first token paste this:");
        out.println();
        out.println("  " + account.curl(base()));
        out.println();
    }

    private String base() {
        return scheme + "://localhost:" + settings.port();
    }
}
