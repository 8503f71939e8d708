package dev.latchkey.bench.faults;

import dev.latchkey.bench.Browser;
import dev.latchkey.bench.Form;
import dev.latchkey.bench.HttpConnection;
import dev.latchkey.bench.HttpConnection.Response;
import dev.latchkey.core.account.User;
import dev.latchkey.core.family.AuthorizationCode;
import dev.latchkey.core.family.RefreshToken;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A user who signs in with a browser, and the client behind it, up to the first refresh. Each request is sent again until it
 * is answered, as a user who reloads the page and a client that retries would do. One thread at a time.
 */
final class Person implements AutoCloseable {

    private static final URI SERVER = URI.create("http://localhost/");

    /** For a request to be answered once the servers are back. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final int PAUSE_MILLIS = 20;

    private final App app;
    private final User user;
    private final Line line;
    private final Tally tally;
    private final Browser browser;
    private @Nullable String code;
    private @Nullable String refreshToken;
    private boolean refreshed;
    private int redeemed;
    private int doubtful;
    private int repeated;

    /** A step of a sign-in, in the order in which they happen when nothing goes wrong. */
    enum Step {
        AUTHORIZE,
        SIGN_IN_PAGE,
        SIGN_IN,
        AUTHORIZE_WITH_SESSION,
        CONSENT_PAGE,
        CONSENT,
        REDEEM,
        REFRESH;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    Person(App app, User user, String password, Line line, Tally tally) {
        this.app = app;
        this.user = user;
        this.line = line;
        this.tally = tally;
        this.browser = new Browser(SERVER, app.clientId(), user.username(), password);
    }

    UUID userId() {
        return user.id();
    }

    /** How many codes were answered with tokens. */
    int redeemed() {
        return redeemed;
    }

    /** How many codes were presented without an answer, and found to be used when they were presented again. */
    int doubtful() {
        return doubtful;
    }

    /** How many sign-ins began again, with the session that there was, because the tokens of a code were lost. */
    int repeated() {
        return repeated;
    }

    /** Does all that comes before a step. */
    void walkTo(Step step) {
        for (Step before : Step.values()) {
            if (before == step) {
                return;
            }
            one();
        }
    }

    /** Does the rest, beginning with the step that {@link #walkTo} led to. */
    void finish() {
        while (!refreshed) {
            one();
        }
    }

    /**
     * Comes to the client once more: the session of the browser is good, so there is a code at once.
     *
     * @throws BrokenPromiseException when the server asks for anything
     */
    void comeAgain() {
        browser.begin();
        if (follow().isEmpty()) {
            throw new BrokenPromiseException("The session of " + user.username() + " was lost: " + browser.path());
        }
    }

    /** The next request, until it is answered. */
    private void one() {
        if (code == null) {
            code = follow().orElse(null);
        } else if (refreshToken == null) {
            redeem(code);
        } else {
            refresh(refreshToken);
        }
    }

    private Optional<String> follow() {
        Response response = insist(browser.path(), browser::request).response();
        try {
            return browser.follow(response);
        } catch (IllegalStateException e) {
            throw new BrokenPromiseException(String.valueOf(e.getMessage()));
        }
    }

    private void redeem(String presented) {
        Answered answered = insist("POST /oauth2/token", () -> post(browser.redemption(presented)));
        Response response = answered.response();
        if (response.status() == 200) {
            redeemed++;
            String token = Form.member(response.body(), "refresh_token");
            UUID family = RefreshToken.parse(token).orElseThrow().familyId();
            if (!family.equals(familyOf(presented))) {
                throw new BrokenPromiseException("A code of " + familyOf(presented) + " began " + family);
            }
            refreshToken = token;
        } else if (answered.doubtful() && isInvalidGrant(response)) {
            // The tokens were lost with the answer. The user, who is signed in, does not notice.
            doubtful++;
            repeated++;
            code = null;
            browser.begin();
        } else {
            throw unexpected(response);
        }
    }

    private void refresh(String presented) {
        Map<String, String> form = Map.of("grant_type", "refresh_token", "refresh_token", presented);
        Response response = insist("POST /oauth2/token", () -> post(form)).response();
        if (response.status() != 200) {
            throw unexpected(response);
        }
        refreshToken = Form.member(response.body(), "refresh_token");
        refreshed = true;
    }

    private byte[] post(Map<String, String> form) {
        return HttpConnection.post(SERVER.resolve("/oauth2/token"), app.authorization(), form);
    }

    private static boolean isInvalidGrant(Response response) {
        return response.status() == 400 && response.body().contains("\"invalid_grant\"");
    }

    private static BrokenPromiseException unexpected(Response response) {
        return new BrokenPromiseException("Unexpected status " + response.status() + ": " + response.body());
    }

    /** The id that stands in clear in a code, after one byte for the version. */
    private static UUID familyOf(String code) {
        byte[] bytes = Base64.getUrlDecoder().decode(code.substring(AuthorizationCode.PREFIX.length()));
        ByteBuffer id = ByteBuffer.wrap(bytes, 1, 16);
        return new UUID(id.getLong(), id.getLong());
    }

    /** @param doubtful whether the same was asked before, without an answer that says what was done */
    private record Answered(Response response, boolean doubtful) {}

    /** What is to be sent, which is the same each time. */
    private interface Message {
        byte[] bytes();
    }

    private Answered insist(String path, Message message) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        boolean doubtful = false;
        while (true) {
            if (line.send(message.bytes())) {
                Optional<Response> response = line.receive();
                if (response.isEmpty()) {
                    tally.unanswered.increment();
                    doubtful = true;
                } else if (response.get().status() == 503) {
                    tally.unavailable.increment();
                    checkUnavailable(path, response.get());
                    doubtful = true;
                } else {
                    tally.answered.increment();
                    return new Answered(response.get(), doubtful);
                }
            }
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("Servers do not answer within " + PATIENCE);
            }
            pause();
        }
    }

    /** Says when to try again, a person on a page and a program in JSON. */
    private static void checkUnavailable(String path, Response response) {
        String type = response.header("Content-Type").orElse("");
        boolean readable = path.equals("POST /oauth2/token")
                ? type.startsWith("application/json") && response.body().contains("\"temporarily_unavailable\"")
                : type.startsWith("text/html") && response.body().contains("<html");
        if (!readable || response.header("Retry-After").isEmpty()) {
            throw new BrokenPromiseException(path + " was answered with 503 without a retry: " + response);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        line.close();
    }
}
