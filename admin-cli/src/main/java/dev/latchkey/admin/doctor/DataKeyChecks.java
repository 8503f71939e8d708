package dev.latchkey.admin.doctor;

import dev.latchkey.core.Database;
import dev.latchkey.core.connection.ConfigurationException;
import dev.latchkey.core.factor.AppSecrets;
import dev.latchkey.core.key.MasterKey;
import java.util.function.Supplier;

/** Checks that the secrets of authenticator apps can be opened, without which their users cannot sign in. */
final class DataKeyChecks {

    private static final String CHECK = "data_keys";

    private DataKeyChecks() {}

    static Finding run(Database database, Supplier<MasterKey> masterKey) {
        AppSecrets secrets = database.factors().appSecrets(database.dataKeys());
        if (secrets.count() == 0) {
            return Finding.pass(CHECK, "no user has an authenticator app");
        }
        try {
            return finding(secrets.check(masterKey.get()));
        } catch (ConfigurationException e) {
            return Finding.fail(CHECK, String.valueOf(e.getMessage()));
        }
    }

    private static Finding finding(AppSecrets.Check check) {
        if (check.lost() > 0) {
            return Finding.fail(
                    CHECK,
                    "the authenticator apps of " + check.lost() + " of " + check.apps()
                            + " users cannot be used: the master key does not open their data key. Give the one that"
                            + " does, or 'latchkey user factor reset --unreadable'");
        }
        if (!check.damaged().isEmpty()) {
            return Finding.fail(
                    CHECK,
                    check.damaged().size() + " of " + check.tried()
                            + " secrets of authenticator apps that were tried are damaged, the first of user "
                            + check.damaged().getFirst() + ": 'latchkey user factor reset "
                            + check.damaged().getFirst() + "'");
        }
        return Finding.pass(
                CHECK,
                check.tried() + " of " + check.apps() + " secrets of authenticator apps were tried and can be opened");
    }
}
