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
public final class Announcement implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Announcement.class);

    private final ServerSettings settings;
    private final FirstAccounts accounts;
    private final PrintStream out;
    private final String scheme;
    private final Readiness readiness;
    private final StopRequest stop;
    private boolean started;
    private boolean announced;
    private boolean shown;

    /**
     * Prepares the announcement.
     *
     * @param scheme that the server's port speaks: {@code http}, or {@code https} with {@code server.ssl}
     */
    public Announcement(
            ServerSettings settings,
            String scheme,
            FirstAccounts accounts,
            Readiness readiness,
            StopRequest stop,
            PrintStream out) {
        this.settings = settings;
        this.scheme = scheme;
        this.accounts = accounts;
        this.readiness = readiness;
        this.stop = stop;
        this.out = out;
    }

    @EventListener(ApplicationReadyEvent.class)
    public synchronized void started() {
        started = true;
        showSecrets();
        if (accounts.areLeftOut()) {
            out.println("This is the first start. It made no demo, because there are users or clients already.");
        }
        announce();
        if (!announced && !stop.isMade()) {
            out.println("Latchkey runs at " + base() + " and is not ready: "
                    + readiness.look().orElse("wait a moment") + ".");
        }
    }

    /** The secrets also of a start that failed, or was told to stop, after it had made them: they are not kept. */
    @Override
    public synchronized void close() {
        showSecrets();
    }

    private void showSecrets() {
        Optional<DemoAccount> demo = shown ? Optional.empty() : accounts.made();
        if (demo.isEmpty()) {
            return;
        }
        shown = true;
        show(demo.get());
        if (out.checkError()) {
            LOG.error("The secrets of the first start could not be shown: 'latchkey client rotate-secret demo' and"
                    + " 'latchkey user set-password demo --generate-password' make others");
        }
    }

    /** Once, when the server is ready for the first time, unless it stops. */
    public synchronized void announce() {
        if (started && !announced && !stop.isMade() && readiness.look().isEmpty()) {
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
