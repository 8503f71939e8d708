package dev.latchkey.core.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.core.Accounts;
import dev.latchkey.core.Database;
import dev.latchkey.core.FreshDatabase;
import dev.latchkey.core.TestRoles;
import dev.latchkey.core.account.User;
import dev.latchkey.core.connection.DataSources;
import dev.latchkey.core.family.Family;
import dev.latchkey.core.family.NewFamily;
import dev.latchkey.core.family.Scopes;
import dev.latchkey.core.session.LiveSession;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What a server may store of the clients of documents, with the rights of its role. */
class DocumentClientsIT extends FreshDatabase {

    private Database server;
    private JdbcClient asServer;
    private User user;
    private LiveSession session;
    private String host;

    @BeforeEach
    void start() {
        server = new Database(DataSources.direct(TestRoles.server(settings)));
        asServer = JdbcClient.create(DataSources.direct(TestRoles.server(settings)));
        user = accounts.user(newName("user"));
        session = database.sessions().visit(accounts.session(user), null).orElseThrow();
        host = newName("host") + ".example";
        database.requests().trustedHosts().add(host, BY);
        sql.sql("INSERT INTO resources (uri, scopes) VALUES ('https://api.example', '{read}') ON CONFLICT DO NOTHING")
                .update();
    }

    private DescribedClient described(String name, String scopes) {
        return new DescribedClient(
                new ClientUrl("https://" + host + "/client.json"),
                name,
                List.of(new RedirectUri("https://app.example/callback")),
                Scopes.parse(scopes),
                true);
    }

    private boolean admit(DescribedClient client) {
        return server.requests().documentClients().admit(client, session, BY);
    }

    private Client stored() {
        return server.requests()
                .documentClients()
                .find(described("Robot", "read").url().id())
                .orElseThrow();
    }

    @Test
    void anApprovedClientIsStoredAsItsDocumentSays() {
        DescribedClient client = described("Robot", "read openid");
        assertThat(admit(client)).isTrue();
        assertThat(DescribedClient.of(stored())).contains(client);
        assertThat(stored().signIn().asksConsent()).isTrue();
        assertThat(stored().signIn().requiresPkce()).isTrue();
        assertThat(server.clients().readStatic().read())
                .extracting(Client::clientId)
                .doesNotContain(client.url().value());
        assertThat(admit(described("Robot 2", "openid"))).isTrue();
        assertThat(DescribedClient.of(stored())).contains(described("Robot 2", "openid"));
    }

    @Test
    void theHostHasToBeTrusted() {
        database.requests().trustedHosts().remove(host, BY);
        assertThat(admit(described("Robot", "read"))).isFalse();
        database.requests().trustedHosts().add(host + ":8443", BY);
        assertThat(admit(described("Robot", "read"))).isFalse();
        database.requests().trustedHosts().add("www." + host, BY);
        assertThat(admit(described("Robot", "read"))).isFalse();
        assertThat(server.requests()
                        .documentClients()
                        .find(described("Robot", "read").url().id()))
                .isEmpty();
    }

    @Test
    void theScopesHaveToBeOfResources() {
        assertThat(admit(described("Robot", "read admin"))).isFalse();
        assertThat(server.requests().documentClients().findScopes())
                .isEqualTo(Scopes.OPENID_CONNECT.with(Scopes.parse("read"), Scopes.parse("groups")));
    }

    @Test
    void theSessionOfTheUserHasToBeLive() {
        database.sessionChanges().end(session.reference().id(), "test", BY);
        assertThat(admit(described("Robot", "read"))).isFalse();
    }

    @Test
    void aDisabledOneStaysAsItIs() {
        admit(described("Robot", "read"));
        database.clientChanges().disable(stored(), BY);
        assertThat(admit(described("Robot 2", "read"))).isFalse();
        assertThat(stored().isDisabled()).isTrue();
        assertThat(stored().name()).isEqualTo("Robot");
        sql.sql("UPDATE clients SET used_at = now() - interval '91 days' WHERE id = :id")
                .param("id", stored().id())
                .update();
        server.requests().documentClients().purge(1000);
        assertThat(stored().isDisabled()).isTrue();
    }

    @Test
    void theServerCannotStoreAnythingElse() {
        admit(described("Robot", "read"));
        Client shop = accounts.client(newName("shop"));
        // A client that an administrator added is not touched by a document of the same name.
        assertThatThrownBy(() -> raw(shop.clientId(), "https://app.example/callback"))
                .isInstanceOf(RuntimeException.class);
        for (String url : List.of(
                "https://" + host + "/",
                "https://" + host + "/../a",
                "https://" + host + "/a#b",
                "http://" + host + "/a")) {
            assertThatThrownBy(() -> raw(url, "https://app.example/callback"))
                    .as(url)
                    .isInstanceOf(RuntimeException.class);
        }
        assertThatThrownBy(() -> raw("https://" + host + "/b", "javascript:alert(1)"))
                .isInstanceOf(RuntimeException.class);
        for (String statement : List.of(
                "INSERT INTO clients (id, client_id, confidential, grant_types) VALUES (gen_random_uuid(), 'a', true, '{}')",
                "UPDATE clients SET scopes = '{admin}'",
                "DELETE FROM clients",
                "INSERT INTO trusted_hosts (host) VALUES ('mallory.example')",
                "INSERT INTO resources (uri, scopes) VALUES ('https://mallory.example', '{admin}')",
                "UPDATE document_clients_version SET version = 1")) {
            TestRoles.refuses(asServer, statement);
        }
    }

    private void raw(String url, String redirectUri) {
        boolean admitted = asServer.sql("""
                        SELECT admitted IS NOT NULL FROM clients_admit(:session, :generation, gen_random_uuid(), :url, 'x',
                            ARRAY[:uri], '{read}', true)
                        """)
                .param("session", session.reference().id())
                .param("generation", session.reference().generation())
                .param("url", url)
                .param("uri", redirectUri)
                .query(Boolean.class)
                .single();
        if (!admitted) {
            throw new IllegalStateException("refused");
        }
    }

    @Test
    void anUnusedOneIsPurgedAfter90Days() {
        admit(described("Robot", "read"));
        Client client = stored();
        Family family = database.families()
                .begin(new NewFamily(
                        user.id(),
                        Accounts.VERSION,
                        client.id(),
                        "authorization_code",
                        Scopes.parse("read"),
                        Duration.ofDays(30),
                        Duration.ofDays(14),
                        null,
                        null))
                .orElseThrow();
        assertThat(used("89 days")).isZero();
        // Its refresh token is still good.
        assertThat(used("91 days")).isZero();
        database.families().revoke(family.id(), "test");
        assertThat(server.requests().documentClients().countUnused()).isEqualTo(1);
        assertThat(used("91 days")).isEqualTo(1);
        assertThat(server.requests().documentClients().find(client.id())).isEmpty();
        // A use moves the time.
        admit(described("Robot", "read"));
        sql.sql("UPDATE clients SET used_at = now() - interval '91 days' WHERE id = :id")
                .param("id", client.id())
                .update();
        admit(described("Robot", "read"));
        assertThat(server.requests().documentClients().purge(1000)).isZero();
    }

    private int used(String ago) {
        sql.sql("UPDATE clients SET used_at = now() - :ago::interval WHERE id = :id")
                .param("ago", ago)
                .param("id", described("Robot", "read").url().id())
                .update();
        return server.requests().documentClients().purge(1000);
    }

    @Test
    void serversAreToldOfEachChangeByItsIdAndNotOfAUse() {
        long before = database.directoryVersion().read();
        long documents = database.directoryVersion().look().documentClients();
        admit(described("Robot", "read"));
        assertThat(database.directoryVersion().look().documentClients()).isEqualTo(documents + 1);
        used("2 hours");
        admit(described("Robot", "read"));
        assertThat(database.directoryVersion().look().documentClients()).isEqualTo(documents + 1);
        admit(described("Robot 2", "read"));
        assertThat(database.directoryVersion().look().documentClients()).isEqualTo(documents + 2);
        assertThat(database.directoryVersion().read()).isEqualTo(before);
    }
}
