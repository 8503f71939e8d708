package dev.latchkey.server.authn;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import dev.latchkey.core.credential.Passwords;
import dev.latchkey.server.fixture.CapturedLog;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.SharedServer;
import dev.latchkey.server.fixture.TestUser;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder.BCryptVersion;

/** Passwords against the hashes that are stored: what is compared, which hashes are replaced, which are faulty. */
class StoredHashIT extends SharedServer {

    @Test
    void theWholePasswordIsVerified() {
        String prefix = "a long password, ".repeat(6);
        String hash = new Passwords().hash(prefix + "the end");
        TestUser.addWithHash(server.database(), "whole", "read", hash, prefix);
        http.signIn(client, "whole", prefix + "the end").expect(200);
        http.signIn(client, "whole", prefix + "another end").expectError(400, "invalid_grant");
        http.signIn(client, "whole", prefix).expectError(400, "invalid_grant");
        http.signIn(client, "whole", prefix + "the end ").expectError(400, "invalid_grant");
        http.signIn(client, "whole", (prefix + "the end").toUpperCase(Locale.ROOT))
                .expectError(400, "invalid_grant");
    }

    @Test
    void composedAndDecomposedLettersAreOnePassword() {
        TestUser.addWithHash(server.database(), "composed", "read", new Passwords().hash("café crème brûlée"), "");
        http.signIn(client, "composed", "café crème brûlée").expect(200);
        http.signIn(client, "composed", "cafe\u0301 cre\u0300me bru\u0302le\u0301e")
                .expect(200);
        http.signIn(client, "composed", "cafe creme brulee").expectError(400, "invalid_grant");
    }

    @Test
    void aPasswordThatNobodyCanHaveIsRefusedWithoutHashing() {
        // A hash that cannot be verified is reported when it is looked at.
        TestUser.addWithHash(server.database(), "broken-long", "read", "{bcrypt}not a hash", "");
        try (CapturedLog log = CapturedLog.start()) {
            http.signIn(client, "broken-long", "x".repeat(257)).expectError(400, "invalid_grant");
            http.signIn(client, "broken-long", "x".repeat(100_000)).expectError(400, "invalid_grant");
            http.signIn(client, "broken-long", "ö".repeat(129)).expectError(400, "invalid_grant");
            assertThat(log.at(Level.ERROR)).isEmpty();
            http.signIn(client, "broken-long", "x".repeat(256)).expectError(400, "invalid_grant");
            assertThat(log.at(Level.ERROR)).hasSize(1);
        }
    }

    @Test
    void aMalformedHashIsInvalidGrantAndAnAlertInTheLog() {
        int number = 0;
        for (String hash : List.of("", "{noop}secret-in-clear", "{bcrypt}x", "{argon2}$argon2id$v=19$m=1", "\u0007")) {
            TestUser broken =
                    TestUser.addWithHash(server.database(), "broken" + number++, "read", hash, "secret-in-clear");
            try (CapturedLog log = CapturedLog.start()) {
                http.signIn(client, broken).expectError(400, "invalid_grant");
                assertThat(log.at(Level.ERROR))
                        .singleElement()
                        .asString()
                        .contains(broken.id().toString())
                        .doesNotContain("secret-in-clear");
            }
        }
    }

    @Test
    void aHashThatCostsTooMuchIsInvalidGrantAndAnAlertInTheLog() {
        TestUser costly = TestUser.addWithHash(
                server.database(),
                "too-costly",
                "read",
                "{argon2}$argon2id$v=19$m=262144,t=3,p=1$c2FsdHNhbHRzYWx0$aGFzaGhhc2hoYXNoaGFzaGhhc2g",
                "x");
        try (CapturedLog log = CapturedLog.start()) {
            http.signIn(client, costly).expectError(400, "invalid_grant");
            assertThat(log.at(Level.ERROR))
                    .singleElement()
                    .asString()
                    .contains(costly.id().toString(), "latchkey.password.max-hash-memory");
        }
    }

    @Test
    void anImportedHashOfThePasswordAsSentSignsInAndIsHashedNormalised() {
        String decomposed = "cafe\u0301 \u212arakow";
        for (String stored : List.of(
                Objects.requireNonNull(new BCryptPasswordEncoder(4).encode(decomposed)),
                Objects.requireNonNull(new Argon2PasswordEncoder(16, 32, 1, 19_456, 2).encode(decomposed)))) {
            TestUser imported = TestUser.addWithHash(
                    server.database(), "sent-" + stored.substring(1, 3), "read", stored, decomposed);
            http.signIn(client, imported.username(), "café Krakow").expectError(400, "invalid_grant");
            http.signIn(client, imported).expect(200);
            assertThat(imported.hashIn(server)).startsWith("{argon2}$argon2id$");
            http.signIn(client, imported.username(), "café Krakow").expect(200);
            http.signIn(client, imported).expect(200);
        }
    }

    @Test
    void bcryptRowsSignInAndAreHashedAgain() {
        int number = 0;
        for (BCryptVersion version : BCryptVersion.values()) {
            String hash = Objects.requireNonNull(new BCryptPasswordEncoder(version, 4).encode("an imported password"));
            for (String stored : List.of(hash, "{bcrypt}" + hash)) {
                TestUser imported = TestUser.addWithHash(
                        server.database(), "imported" + number++, "read", stored, "an imported password");
                http.signIn(client, imported.username(), "wrong").expectError(400, "invalid_grant");
                assertThat(imported.hashIn(server)).isEqualTo(stored);
                Answer answer = http.signIn(client, imported).expect(200);
                assertThat(imported.hashIn(server)).startsWith("{argon2}$argon2id$");
                http.refresh(client, answer.refreshToken()).expect(200);
                http.signIn(client, imported).expect(200);
            }
        }
    }

    @Test
    void allOfManyFirstSignInsOfAnImportedAccountSucceed() throws Exception {
        TestUser imported = TestUser.addWithBcrypt(server.database(), "imported-busy", 8);
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            List<Future<Answer>> signIns = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                signIns.add(threads.submit(() -> http.signIn(client, imported)));
            }
            for (Future<Answer> signIn : signIns) {
                http.refresh(client, signIn.get().expect(200).refreshToken()).expect(200);
            }
        }
    }
}
