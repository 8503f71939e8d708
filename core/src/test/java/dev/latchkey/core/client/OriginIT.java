package dev.latchkey.core.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.connection.DataSources;
import java.net.URI;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The type and the database must agree: a row that the type refuses would keep servers from reading any client. */
class OriginIT {

    private static JdbcClient jdbc;

    @BeforeAll
    static void start() {
        jdbc = JdbcClient.create(DataSources.direct(TestDatabase.fresh()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://app.example",
                "https://app.example:8443",
                "http://localhost:8000",
                "http://127.0.0.1",
                "http://[::1]:9000",
                "https://xn--bcher-kva.example",
                "capacitor://localhost",
                "chrome-extension://abcdefgh"
            })
    void isWhatBrowsersSend(String origin) {
        assertThat(new Origin(origin)).hasToString(origin);
        assertThat(isStored(origin)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "https://auth.example, https://auth.example",
        "HTTPS://Auth.Example:443/tenant/, https://auth.example",
        "http://localhost:8080/path, http://localhost:8080",
        "http://[::1]:80, http://[::1]"
    })
    void aPageHasTheOriginOfItsUrl(URI url, String origin) {
        assertThat(Origin.of(url)).hasToString(origin);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "*",
                "null",
                "https://*",
                "https://*.example",
                "app.example",
                "//app.example",
                "https://",
                "https://app.example/",
                "https://app.example/path",
                "https://app.example?a",
                "https://app.example#a",
                "https://user@app.example",
                "HTTPS://app.example",
                "https://App.example",
                "https://bücher.example",
                "https://app.example:443",
                "http://app.example:80",
                "https://app.example:0",
                "https://app.example:080",
                "https://app.example:100000",
                "https://app.example:",
                "https://a https://b",
                "https://app.example ",
                " https://app.example",
                "https://app.example\n",
                "https://a\nhttps://b",
                "https://a\thttps://b"
            })
    void isNothingElse(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> new Origin(text));
        assertThat(isStored(text)).isFalse();
        assertThat(isStored("https://first.example", text)).isFalse();
    }

    @Test
    void isNotNullInTheDatabase() {
        assertThat(isStored("https://app.example", null)).isFalse();
        assertThat(isStored()).isTrue();
        assertThat(isStored("https://a.example", "https://b.example")).isTrue();
    }

    private static boolean isStored(@Nullable String... origins) {
        UUID id = UUID.randomUUID();
        try {
            return jdbc.sql("""
                    INSERT INTO clients (id, client_id, confidential, grant_types, origins)
                    VALUES (:id, 'app-' || :id::text, true, '{password}', :origins)
                    """).params(Map.of("id", id, "origins", origins)).update() == 1;
        } catch (DataIntegrityViolationException e) {
            assertThat(e).hasMessageContaining("clients_origins_syntax");
            return false;
        }
    }
}
