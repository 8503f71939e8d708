package dev.latchkey.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.Accounts;
import dev.latchkey.core.Database;
import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.account.User;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.connection.ConnectionSettings;
import dev.latchkey.core.connection.DataSources;
import dev.latchkey.core.factor.FactorChanges.NewApp;
import dev.latchkey.core.factor.FactorChanges.Owner;
import dev.latchkey.core.key.MasterKey;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What {@code latchkey doctor} says of the secrets of authenticator apps. */
class DataKeysIT {

    private static final String CHECK = "data_keys\t\t\t";

    private final String masterKey = MasterKey.generate();
    private final ConnectionSettings settings = TestDatabase.fresh();
    private final Database database = new Database(DataSources.direct(settings));
    private final Accounts accounts = new Accounts(database);

    @BeforeEach
    void makeKeys() {
        database.partitions().extend();
        database.keyChanges().createMissing(MasterKey.parse(masterKey), Attribution.of("test"));
    }

    private void addApp(String name) {
        User user = accounts.user(name);
        NewApp app = new NewApp(new byte[20], 1, database.dataKeys().current(MasterKey.parse(masterKey)));
        assertThat(database.factors().changes().add(new Owner(user.id(), name, accounts.version(user)), app))
                .isPresent();
    }

    private String doctor(String key) {
        return Cli.on(settings).with("LATCHKEY_MASTER_KEY", key).run("doctor").out();
    }

    @Test
    void secretsThatCanBeOpenedPass() {
        assertThat(doctor(masterKey)).contains(CHECK + "pass\tno user has an authenticator app");
        addApp("alice");
        addApp("bob");
        assertThat(doctor(masterKey))
                .contains(CHECK + "pass\t2 of 2 secrets of authenticator apps were tried and can be opened");
    }

    @Test
    void aLostDataKeyFails() {
        addApp("alice");
        assertThat(doctor(MasterKey.generate()))
                .contains(CHECK + "fail\tthe authenticator apps of 1 of 1 users cannot be used", "--unreadable");
    }

    @Test
    void aDamagedSecretFailsAndItsUserIsNamed() {
        addApp("alice");
        User bob = accounts.user("bob");
        // The secret of another user: each is bound to its own.
        JdbcClient.create(DataSources.direct(settings))
                .sql("INSERT INTO totp (user_id, data_key_id, sealed_secret, last_step)"
                        + " SELECT :bob, data_key_id, sealed_secret, 0 FROM totp")
                .param("bob", bob.id())
                .update();
        assertThat(doctor(masterKey))
                .contains(CHECK + "fail\t1 of 2 secrets", "latchkey user factor reset " + bob.id());
    }
}
