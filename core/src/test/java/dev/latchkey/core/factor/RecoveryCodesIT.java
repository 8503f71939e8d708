package dev.latchkey.core.factor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.Accounts;
import dev.latchkey.core.Database;
import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.account.User;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.connection.DataSources;
import dev.latchkey.core.jdbc.Secrets;
import dev.latchkey.core.session.LiveSession;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A new factor comes with recovery codes unless the user has some that work. */
class RecoveryCodesIT {

    private static Database database;
    private static Accounts accounts;

    @BeforeAll
    static void start() {
        database = new Database(DataSources.direct(TestDatabase.fresh()));
        database.partitions().extend();
        accounts = new Accounts(database);
    }

    /** The codes that the user is shown. */
    private static List<String> addPasskey(User user) {
        LiveSession live =
                database.sessions().visit(accounts.session(user), null).orElseThrow();
        NewPasskey passkey = new NewPasskey(
                Secrets.bytes(32), new byte[] {1}, 0, List.of("usb"), new UUID(0, 0), false, false, "Key");
        return database.factors()
                .passkeyChanges()
                .add(live, passkey)
                .orElseThrow()
                .codes();
    }

    private static void use(User user, List<String> codes) {
        for (String code : codes) {
            assertThat(database.secondFactors()
                            .useRecoveryCode(user.id(), user.username(), code, Attribution.of("test")))
                    .isTrue();
        }
    }

    @Test
    void codesThatAreAllUsedAreReplaced() {
        User user = accounts.user("spent");
        List<String> first = addPasskey(user);
        use(user, first);
        List<String> second = addPasskey(user);
        assertThat(second).hasSize(RecoveryCodes.COUNT).doesNotContainAnyElementsOf(first);
        assertThat(database.secondFactors().countCodes(user.id())).isEqualTo(RecoveryCodes.COUNT);
        use(user, second.subList(0, 1));
    }

    @Test
    void oneThatWorksIsEnough() {
        User user = accounts.user("saving");
        List<String> first = addPasskey(user);
        use(user, first.subList(1, first.size()));
        assertThat(addPasskey(user)).isEmpty();
        use(user, first.subList(0, 1));
    }
}
