package dev.latchkey.core.consent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.connection.ConnectionSettings;
import dev.latchkey.core.connection.DataSources;
import dev.latchkey.core.connection.Migrations;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** An upgrade of a database from which resources were removed while nothing forgot what users had allowed for them. */
class RemovedResourcesIT {

    private final ConnectionSettings settings = TestDatabase.empty();
    private final JdbcClient sql = JdbcClient.create(DataSources.direct(settings));

    private void consent(String client, String scope, String resourceScopes) {
        sql.sql("""
                WITH client AS (INSERT INTO clients (id, client_id, confidential, grant_types)
                                VALUES (gen_random_uuid(), :client, false, '{device_code}') RETURNING id)
                INSERT INTO consents (user_id, client_id, scope, resource_scopes)
                SELECT users.id, client.id, :scope, :resourceScopes::jsonb FROM users, client
                """)
                .param("client", client)
                .param("scope", scope)
                .param("resourceScopes", resourceScopes)
                .update();
    }

    @Test
    void whatWasAllowedForThemIsForgotten() {
        Flyway.configure()
                .dataSource(DataSources.direct(settings))
                .locations("classpath:dev/latchkey/core/migrations")
                .target("37")
                .load()
                .migrate();
        sql.sql("INSERT INTO users (id, username) VALUES (gen_random_uuid(), 'alice')")
                .update();
        sql.sql("INSERT INTO resources (uri, scopes) VALUES ('https://api.example/', '{read}')")
                .update();
        consent("gone", "", "{\"https://old.example/\": \"read\"}");
        consent("identity", "openid", "{\"https://old.example/\": \"read\"}");
        consent("both", "", "{\"https://old.example/\": \"read\", \"https://api.example/\": \"read\"}");
        consent("there", "", "{\"https://api.example/\": \"read\"}");
        consent("plain", "read", "{}");
        consent("nothing", "", "{}");

        assertThat(Migrations.migrate(settings)).isPositive();
        assertThat(sql.sql("""
                        SELECT concat_ws(' ', c.client_id, nullif(k.scope, ''), k.resource_scopes)
                          FROM consents k JOIN clients c ON c.id = k.client_id ORDER BY c.client_id
                        """).query(String.class).list())
                .containsExactly(
                        "both {\"https://api.example/\": \"read\"}",
                        "identity openid {}",
                        "nothing {}",
                        "plain read {}",
                        "there {\"https://api.example/\": \"read\"}");
    }
}
