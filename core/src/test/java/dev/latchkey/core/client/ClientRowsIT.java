package dev.latchkey.core.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.core.Accounts;
import dev.latchkey.core.Database;
import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.connection.ConnectionSettings;
import dev.latchkey.core.connection.DataSources;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Rows of clients that SQL wrote, and no program of ours would. */
class ClientRowsIT {

    private Database database;
    private JdbcClient sql;

    @BeforeEach
    void create() {
        ConnectionSettings owner = TestDatabase.fresh();
        sql = JdbcClient.create(DataSources.direct(owner));
        database = new Database(DataSources.direct(owner));
        new Accounts(database).client("shop");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "repeat('9', 1001)",
                "repeat('9', 4000)",
                "'0.' || repeat('9', 3000)",
                "'0.99999999999999999999'",
                "'1e3000'",
                "repeat('[', 1500) || repeat(']', 1500)",
                "repeat('{\"a\":', 550) || '1' || repeat('}', 550)"
            })
    void aClaimThatCannotBeServedIsLeftOutAndTheClientIsNot(String value) {
        sql.sql("UPDATE clients SET claims = ('{\"bad\": ' || " + value + " || ', \"role\": \"web\"}')::jsonb")
                .update();
        assertThat(database.clients().readAll().unreadable()).isEmpty();
        assertThat(database.clients().findAll())
                .singleElement()
                .satisfies(client -> assertThat(client.claims().values()).isEqualTo(Map.of("role", "web")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"audiences", "grant_types"})
    void aNullInAListIsRefusedAndWhereItIsAlreadyTheRowIsNotServed(String column) {
        String damage = "UPDATE clients SET " + column + " = '{NULL}'";
        assertThatThrownBy(() -> sql.sql(damage).update()).rootCause().hasMessageContaining("clients_no_null_within");
        sql.sql("ALTER TABLE clients DROP CONSTRAINT clients_no_null_within").update();
        sql.sql(damage).update();
        assertThat(database.clients().readAll().unreadable())
                .singleElement()
                .satisfies(row -> assertThat(List.of(row.id(), row.reason()))
                        .containsExactly("shop", "The column " + column + " has a NULL in it."));
    }

    /** A schema that is upgraded with such a row in it. */
    @Test
    void theConstraintIsNotAboutRowsThatAreThere() {
        assertThat(sql.sql("SELECT convalidated FROM pg_constraint WHERE conname = 'clients_no_null_within'")
                        .query(Boolean.class)
                        .single())
                .isFalse();
    }
}
