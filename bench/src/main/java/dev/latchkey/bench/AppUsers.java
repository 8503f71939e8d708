package dev.latchkey.bench;

import com.eatthepath.otp.HmacOneTimePasswordGenerator;
import dev.latchkey.core.factor.Totp;
import java.security.InvalidKeyException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import javax.crypto.spec.SecretKeySpec;

/** Users who sign in with a password and a code of their app, in turn. Each code is used once. */
final class AppUsers implements Supplier<Browser.Entries> {

    private static final HmacOneTimePasswordGenerator GENERATOR = new HmacOneTimePasswordGenerator();

    private final List<String> usernames;
    private final long[] lastSteps;
    private final String password;
    private final SecretKeySpec secret;
    private final InstantSource clock;
    private int turn;

    /** Users who share a password and the secret of an app. */
    AppUsers(List<String> usernames, String password, byte[] secret, InstantSource clock) {
        this.usernames = List.copyOf(usernames);
        this.lastSteps = new long[usernames.size()];
        this.password = password;
        this.secret = new SecretKeySpec(secret, "HmacSHA1");
        this.clock = clock;
    }

    @Override
    public Browser.Entries get() {
        int user = turn;
        turn = (turn + 1) % lastSteps.length;
        Browser.Entries first = Browser.password(usernames.get(user), password);
        return page ->
                page.contains("name=\"code\"") ? Map.of("code", code(user), "decision", "sign-in") : first.on(page);
    }

    /** The code of now, or of the step after the last one. The server accepts one step more. */
    private String code(int user) {
        long now = Math.floorDiv(clock.instant().getEpochSecond(), Totp.STEP.toSeconds());
        lastSteps[user] = Math.max(lastSteps[user] + 1, now);
        try {
            return GENERATOR.generateOneTimePasswordString(secret, lastSteps[user]);
        } catch (InvalidKeyException e) {
            throw new IllegalStateException("HMAC-SHA-1 refuses a key", e);
        }
    }
}
