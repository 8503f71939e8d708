package dev.latchkey.server.statuslist;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.credential.Passwords;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.PublishedList;
import dev.latchkey.server.fixture.TestServer;
import java.time.Duration;
import java.time.Instant;

/** Everything that ends the tokens of a user. */
enum End {
    REFRESH_TOKEN_REVOKED {
        @Override
        void end(TestServer one, SignIn in) {
            one.http().revoke(in.client(), in.answer().refreshToken()).expect(200);
        }
    },
    ACCESS_TOKEN_REVOKED {
        @Override
        void end(TestServer one, SignIn in) {
            one.http().revoke(in.client(), in.token()).expect(200);
        }
    },
    REFRESH_TOKEN_REUSED {
        @Override
        void end(TestServer one, SignIn in) {
            String first = in.answer().refreshToken();
            Answer second = one.http().refresh(in.client(), first).expect(200);
            one.http().refresh(in.client(), second.refreshToken()).expect(200);
            one.http().refresh(in.client(), first).expectError(400, "invalid_grant");
        }
    },
    PASSWORD_CHANGED_BY_THE_USER {
        @Override
        void end(TestServer one, SignIn in) {
            Answer other = one.http().signIn(in.client(), in.user()).expect(200);
            one.http()
                    .json(
                            "POST",
                            "/users/me/password",
                            other.accessToken(),
                            "{\"old_password\":\"%s\",\"new_password\":\"an0ther-password-entirely\"}"
                                    .formatted(in.user().password()))
                    .expect(204);
            assertThat(PublishedList.isRevoked(one.http(), other.accessToken())).isFalse();
        }
    },
    PASSWORD_SET_BY_AN_ADMINISTRATOR {
        @Override
        void end(TestServer one, SignIn in) {
            one.database()
                    .userChanges()
                    .setPassword(in.user().in(one.database()), new Passwords().hash("an0ther-password"), BY);
        }
    },
    USER_DISABLED {
        @Override
        void end(TestServer one, SignIn in) {
            one.database().userChanges().disable(in.user().in(one.database()), BY);
        }
    },
    ACCOUNT_ENDED {
        @Override
        void end(TestServer one, SignIn in) {
            endAccount(one, in, Duration.ofSeconds(-1));
        }
    },
    ACCOUNT_ENDS_BEFORE_THE_ACCESS_TOKEN {
        @Override
        void end(TestServer one, SignIn in) {
            endAccount(one, in, Duration.ofMinutes(1));
        }
    },
    USER_DELETED {
        @Override
        void end(TestServer one, SignIn in) {
            one.database().userChanges().delete(in.user().in(one.database()), BY);
        }
    },
    TOKENS_OF_USER_REVOKED {
        @Override
        void end(TestServer one, SignIn in) {
            one.database().userChanges().revokeTokens(in.user().in(one.database()), BY);
        }
    },
    FAMILY_REVOKED_BY_AN_ADMINISTRATOR {
        @Override
        void end(TestServer one, SignIn in) {
            one.database().revocations().revoke(in.family(), "administrator", BY);
        }
    },
    CLIENT_DISABLED {
        @Override
        void end(TestServer one, SignIn in) {
            one.database().clientChanges().disable(in.clientIn(one.database()), BY);
        }
    },
    CLIENT_DELETED {
        @Override
        void end(TestServer one, SignIn in) {
            one.database().clientChanges().delete(in.clientIn(one.database()), BY);
        }
    },
    TOKENS_OF_CLIENT_REVOKED {
        @Override
        void end(TestServer one, SignIn in) {
            one.database().clientChanges().revokeTokens(in.clientIn(one.database()), BY);
        }
    },
    REVOKED_BY_HAND {
        @Override
        void end(TestServer one, SignIn in) {
            one.update(
                    "UPDATE tokens SET revoked_at = now(), revoked_reason = 'by hand' WHERE id = :id",
                    "id",
                    in.family());
        }
    },
    DELETED_BY_HAND {
        @Override
        void end(TestServer one, SignIn in) {
            one.update("DELETE FROM tokens WHERE id = :id", "id", in.family());
        }
    };

    private static final Attribution BY = Attribution.of("test");

    abstract void end(TestServer one, SignIn in);

    private static void endAccount(TestServer one, SignIn in, Duration from) {
        Instant end = one.database().now().plus(from);
        one.database().access().endChanges().move(in.user().in(one.database()), end, BY);
    }
}
