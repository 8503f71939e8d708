package dev.latchkey.server.operate.startup;

import dev.latchkey.server.http.Endpoint;
import dev.latchkey.server.operate.Readiness;
import dev.latchkey.server.settings.ServerSettings;
import java.io.PrintStream;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;

/**
 * Says on standard output, to a person, that the server is ready, and on the very first start what to try. A server that
 * runs and is not ready says why, and says that it is ready when it is.
 */
public final class Announcement {

    private static final Logger LOG = LoggerFactory.getLogger(Announcement.class);

    private final ServerSettings settings;
    private final FirstAccounts accounts;
    private final PrintStream out;
    private final String scheme;
    private final Readiness readiness;
    private boolean started;
    private boolean announced;

    /**
     * Prepares the announcement.
     *
     * @param scheme that the server's port speaks: {@code http}, or {@code https} with {@code server.ssl}
     */
    public Announcement(
            ServerSettings settings, String scheme, FirstAccounts accounts, Readiness readiness, PrintStream out) {
        this.settings = settings;
        this.scheme = scheme;
        this.accounts = accounts;
        this.readiness = readiness;
        this.out = out;
    }

    @EventListener(ApplicationReadyEvent.class)
    public synchronized void started() {
        started = true;
        Optional<DemoAccount> demo = accounts.made();
        demo.ifPresent(this::show);
        if (accounts.areLeftOut()) {
            out.println("This is the first start. It made no demo, because there are users or clients already.");
        }
        announce();
        if (!announced) {
            out.println("Latchkey runs at " + base() + " and is not ready: "
                    + readiness.look().orElse("wait a moment") + ".");
        }
        if (demo.isPresent() && out.checkError()) {
            LOG.error("The secrets of the first start could not be shown: 'latchkey client rotate-secret demo' and"
                    + " 'latchkey user set-password demo --generate-password' make others");
        }
    }

    /** Once, when the server is ready for the first time. */
    public synchronized void announce() {
        if (started && !announced && readiness.look().isEmpty()) {
            announced = true;
            out.println("Latchkey is ready at " + base());
        }
    }

    private void show(DemoAccount account) {
        out.println();
        out.println(
                "This is the first start. It made a client 'demo' and a user 'demo', whose secrets are not shown again.");
        if (!accounts.haveWalk()) {
            out.println(
                    "There is no demo application for a browser: an application gets the code of a sign-in by https or"
                            + " on localhost, and the issuer is " + settings.issuer() + ".");
        }
        out.println("To sign in with a browser, open this address, and enter this username and this password there:");
        out.println();
        out.println("  "
                + (accounts.haveWalk() ? base() + Endpoint.DEMO.path() : settings.url(Endpoint.ACCOUNT_PAGE.path())));
        out.println("  Username  demo");
        out.println("  Password  " + account.password());
        out.println();
        out.println("For a token without a browser, paste this:");
        out.println();
        out.println("  " + account.curl(base()));
        out.println();
    }

    private String base() {
        return scheme + "://localhost:" + settings.port();
    }
}
