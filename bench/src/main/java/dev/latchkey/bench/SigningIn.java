package dev.latchkey.bench;

import java.net.InetAddress;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Signs in again and again, in a new browser each time: from the sign-in page until the server leads back to the
 * authorization endpoint.
 */
final class SigningIn implements Workload {

    private static final String END = "GET " + Browser.AUTHORIZE;

    private final Supplier<Browser> browsers;
    private final int requests;
    private final InetAddress from;
    private @Nullable Browser browser;
    private int answers;

    /**
     * A person who has not come yet.
     *
     * @param browsers each of the next sign-in, at its first page
     * @param requests of one sign-in
     * @param from addresses have a limit of tries, which many people do not share
     */
    SigningIn(Supplier<Browser> browsers, int requests, InetAddress from) {
        this.browsers = browsers;
        this.requests = requests;
        this.from = from;
    }

    @Override
    public byte[] request() {
        if (browser == null) {
            browser = browsers.get();
            answers = 0;
        }
        return browser.request();
    }

    @Override
    public void answered(HttpConnection.Response response) {
        Browser asking = browser;
        if (asking == null) {
            throw new IllegalStateException("Nothing was asked");
        }
        // Should the answer be wrong, the next sign-in begins.
        browser = null;
        asking.follow(response);
        answers++;
        if (answers < requests) {
            browser = asking;
        } else if (!asking.path().equals(END)) {
            throw new IllegalStateException("The sign-in ended at " + asking.path());
        }
    }

    @Override
    public boolean isDone() {
        return browser == null;
    }

    @Override
    public InetAddress from() {
        return from;
    }
}
