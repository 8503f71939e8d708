package dev.latchkey.core.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.core.Accounts;
import dev.latchkey.core.Database;
import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.connection.DataSources;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What is refused to a program is refused to psql too, and what a client has is read as it was written. */
class RedirectUriIT {

    private static final Attribution BY = Attribution.of("test");

    private static JdbcClient sql;
    private static Database database;
    private static Client client;

    @BeforeAll
    static void start() {
        DataSource dataSource = DataSources.direct(TestDatabase.fresh());
        sql = JdbcClient.create(dataSource);
        database = new Database(dataSource);
        client = new Accounts(database).browserClient("app");
    }

    private static void store(String column, String... uris) {
        assertThat(sql.sql("UPDATE clients SET " + column + " = :uris WHERE client_id = 'app'")
                        .param("uris", uris)
                        .update())
                .isEqualTo(1);
    }

    @Test
    void theDatabaseTakesWhatTheProgramTakesAndNothingElse() {
        store("redirect_uris", RedirectUriTest.GOOD.toArray(String[]::new));
        store("post_logout_uris", RedirectUriTest.GOOD.toArray(String[]::new));
        assertThat(database.clients()
                        .findByClientId("app")
                        .orElseThrow()
                        .signIn()
                        .redirectUris())
                .extracting(RedirectUri::value)
                .containsExactlyElementsOf(RedirectUriTest.GOOD);
        for (String column : List.of("redirect_uris", "post_logout_uris")) {
            for (String bad : RedirectUriTest.BAD) {
                assertThatThrownBy(() -> store(column, "https://app.example/", bad))
                        .as(bad)
                        .hasMessageContaining("clients_uris_");
            }
        }
        store("post_logout_uris");
        store("redirect_uris", Accounts.REDIRECT_URI);
    }

    @ParameterizedTest
    @CsvSource({
        "redirect_uris = '{https://a.example/#x}', clients_uris_no_fragment",
        "redirect_uris = '{javascript:x}', clients_uris_no_script",
        "redirect_uris = '{http://a.example/}', clients_uris_syntax",
        "'redirect_uris = ''{\"https://a.example/ https://b.example/\"}''', clients_uris_elements",
        "redirect_uris = '{NULL}', clients_uris_elements",
        "redirect_uris = '{}', clients_code_has_redirect_uri",
        "consent = 'perhaps', clients_consent_known",
        "pkce = 'plain', clients_pkce_known",
        "'grant_types = ''{authorization_code}'', confidential = false, pkce = ''optional''', clients_public_requires_pkce"
    })
    void eachRuleHasItsName(String change, String constraint) {
        assertThatThrownBy(() -> sql.sql("UPDATE clients SET " + change).update())
                .hasMessageContaining("\"" + constraint + "\"");
    }

    @Test
    void whatAClientHasIsReadAsItWasWritten() {
        var settings = new SignInSettings(
                List.of(new RedirectUri("https://a.example/"), new RedirectUri("http://127.0.0.1/")),
                List.of(new RedirectUri("https://a.example/bye")),
                false,
                false);
        assertThat(client.signIn())
                .isEqualTo(new SignInSettings(List.of(new RedirectUri(Accounts.REDIRECT_URI)), List.of(), true, true));
        assertThat(database.clientChanges()
                        .update(
                                client.id(),
                                before -> before.toBuilder().signIn(settings).build(),
                                BY))
                .contains(true);
        Client changed = database.clients().findByClientId("app").orElseThrow();
        assertThat(changed.signIn()).isEqualTo(settings);
        assertThat(changed.settings().signIn()).isEqualTo(settings);
        assertThat(settings.mayRedirectTo("http://127.0.0.1:5000/")).isTrue();
        assertThat(settings.mayRedirectTo("https://a.example/bye")).isFalse();
        assertThat(settings.mayReturnTo("https://a.example/bye")).isTrue();
        assertThat(settings.mayReturnTo("http://127.0.0.1/")).isFalse();
        assertThat(sql.sql("""
                        SELECT details -> 'changes' -> 'consent' ->> 'after' FROM audit_log WHERE action = 'client.update'
                        """).query(String.class).single()).isEqualTo("never");
        database.clientChanges()
                .update(
                        client.id(),
                        before -> before.toBuilder().signIn(client.signIn()).build(),
                        BY);
    }

    @Test
    void theCodeGrantNeedsSomewhereToRedirectTo() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> client.settings().toBuilder()
                        .signIn(SignInSettings.NONE)
                        .build());
        var optional = new SignInSettings(client.signIn().redirectUris(), List.of(), true, false);
        assertThat(client.settings().toBuilder()
                        .signIn(optional)
                        .build()
                        .signIn()
                        .requiresPkce())
                .isFalse();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NewClient.publicClient("public")
                        .grants(GrantType.AUTHORIZATION_CODE)
                        .signIn(optional)
                        .build());
    }
}
