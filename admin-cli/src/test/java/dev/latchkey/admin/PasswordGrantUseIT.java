package dev.latchkey.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.Accounts;
import dev.latchkey.core.Database;
import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.account.User;
import dev.latchkey.core.client.Client;
import dev.latchkey.core.connection.ConnectionSettings;
import dev.latchkey.core.connection.DataSources;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What {@code latchkey doctor --profile rfc9700} says of clients that may use the password grant. */
class PasswordGrantUseIT {

    private static final String RULE = "the password grant MUST NOT be used, see docs/migrate-password-grant.md; ";

    private final ConnectionSettings settings = TestDatabase.fresh();
    private final Database database = new Database(DataSources.direct(settings));
    private final Accounts accounts = new Accounts(database);

    @Test
    void itCountsTheSignInsOfTheLastThirtyDays() {
        database.partitions().extend();
        Client shop = accounts.client("shop");
        Client idle = accounts.client("idle");
        User alice = accounts.user("alice");
        accounts.signIn(alice, shop);
        accounts.signIn(alice, shop);
        accounts.signIn(accounts.user("bob"), shop);
        accounts.signIn(alice, idle);
        // As if the user had come with a browser.
        JdbcClient jdbc = JdbcClient.create(DataSources.direct(settings));
        jdbc.sql("UPDATE tokens SET grant_type = 'authorization_code' WHERE client_id = :id")
                .param("id", idle.id())
                .update();
        assertThat(findings())
                .containsPattern("password_grant\tshop\t2\\.4\tfail\t" + RULE
                        + "sign-ins in the last 30 days: 3, of users: 2, the last at 2\\d\\d\\d-[-0-9T:]+Z\n")
                .contains("password_grant\tidle\t2.4\tfail\t" + RULE + "it was not used in the last 30 days\n");
    }

    private String findings() {
        return Cli.on(settings).run("doctor", "--profile", "rfc9700").out();
    }
}
