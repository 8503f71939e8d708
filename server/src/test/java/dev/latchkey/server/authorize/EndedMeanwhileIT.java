package dev.latchkey.server.authorize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.Database;
import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.account.User;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.credential.Passwords;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestServer;
import dev.latchkey.server.fixture.TestUser;
import dev.latchkey.server.fixture.WebFlow;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever ends a user's rights, between whichever two steps: the next request is refused. */
class EndedMeanwhileIT {

    private static final Attribution BY = Attribution.of("test");
    private static final AtomicInteger COUNT = new AtomicInteger();

    private static TestServer server;
    private static TestClient app;

    enum End {
        DISABLED,
        DELETED,
        PASSWORD,
        SIGNED_OUT;

        void happen(User user) {
            Database database = server.database();
            switch (this) {
                case DISABLED -> database.userChanges().disable(user, BY);
                case DELETED -> database.userChanges().delete(user, BY);
                case PASSWORD ->
                    database.userChanges().setPassword(user, new Passwords().hash("an entirely new password"), BY);
                case SIGNED_OUT -> database.sessionChanges().endAllOfUser(user.id(), BY);
            }
        }
    }

    /** The last step that was done before. */
    enum After {
        SIGN_IN_PAGE,
        SIGN_IN,
        CONSENT_PAGE,
        CONSENT,
        REDEMPTION
    }

    @BeforeAll
    static void start() {
        server = TestServer.start(TestDatabase.fresh());
        app = TestClient.named("app")
                .redirects(WebFlow.REDIRECT_URI)
                .asksConsent()
                .addTo(server);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    static Stream<Arguments> pairs() {
        return Arrays.stream(After.values())
                .flatMap(after -> Arrays.stream(End.values()).map(end -> Arguments.of(after, end)))
                // Without a session there is none to end.
                .filter(pair -> !Arrays.equals(pair.get(), new Object[] {After.SIGN_IN_PAGE, End.SIGNED_OUT}));
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void theNextRequestIsRefused(After after, End end) {
        TestUser user = TestUser.add(server.database(), "user" + COUNT.incrementAndGet());
        WebFlow browser = WebFlow.of(server, app);
        @Nullable Runnable next = null;
        Answer signInPage = browser.open().expect(200);
        if (after == After.SIGN_IN_PAGE) {
            next = () -> browser.signIn(signInPage, user).expect(422);
        } else {
            Answer signedIn = browser.signIn(signInPage, user).expect(303);
            next = () -> expectSignIn(browser.follow(signedIn));
            if (after.compareTo(After.SIGN_IN) > 0) {
                Answer consentPage = browser.follow(signedIn).expect(200);
                next = () -> expectSignIn(browser.follow(browser.send(consentPage, "decision", "allow")));
                if (after.compareTo(After.CONSENT_PAGE) > 0) {
                    String code = String.valueOf(browser.answerOf(browser.send(consentPage, "decision", "allow"))
                            .get("code"));
                    next = () -> browser.redeem(code).expectError(400, "invalid_grant");
                    if (after == After.REDEMPTION) {
                        String refreshToken = browser.redeem(code).expect(200).refreshToken();
                        next = () -> server.http().refresh(app, refreshToken).expectError(400, "invalid_grant");
                    }
                }
            }
        }
        end.happen(user.in(server.database()));
        next.run();
        assertThat(WebFlow.parameters(
                        String.valueOf(browser.authorize("prompt", "none").header("Location"))))
                .containsEntry("error", "login_required");
    }

    private static void expectSignIn(Answer answer) {
        answer.expect(200);
        assertThat(answer.body()).contains("name=\"password\"");
    }
}
