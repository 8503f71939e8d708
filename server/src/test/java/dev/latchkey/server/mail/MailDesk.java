package dev.latchkey.server.mail;

import dev.latchkey.core.Database;
import dev.latchkey.core.SingleConnection;
import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.account.Profile;
import dev.latchkey.core.account.Username;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.connection.ConnectionSettings;
import dev.latchkey.core.connection.DataSources;
import dev.latchkey.core.family.Scopes;
import dev.latchkey.core.outbox.Message;
import dev.latchkey.core.relay.Encryption;
import dev.latchkey.server.outbox.OutboxDispatcher;
import dev.latchkey.server.outbox.OutboxPace;
import dev.latchkey.server.page.Letter;
import dev.latchkey.server.page.Pages;
import dev.latchkey.server.settings.MailSettings;
import dev.latchkey.server.settings.PageSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The outbox of a database, and servers that send from it without their HTTP. */
final class MailDesk implements AutoCloseable {

    static final String ADDRESS = "alice@example.com";

    static final PageSettings LOOKS = new PageSettings(
            "Büro & Co", null, "#4354d4", new PageSettings.Links(null, null, URI.create("https://help.example/")));

    final JdbcClient sql;
    final UUID alice;

    private final ConnectionSettings settings = TestDatabase.fresh();
    private final SingleConnection connection = new SingleConnection(settings);

    MailDesk() {
        this.sql = JdbcClient.create(DataSources.direct(settings));
        this.alice = database()
                .userChanges()
                .add(
                        new Username("alice"),
                        Profile.parse(ADDRESS, null),
                        Scopes.parse("read"),
                        null,
                        Attribution.of("test"))
                .orElseThrow();
    }

    Database database() {
        return connection.database();
    }

    static MailSettings plain(int port) {
        return relay(port, Encryption.OFF, null, null, null);
    }

    static MailSettings relay(
            int port, Encryption tls, @Nullable String username, @Nullable Path passwordFile, @Nullable Path caFile) {
        return new MailSettings("127.0.0.1", port, username, passwordFile, "accounts@example.com", tls, caFile);
    }

    MailCourier courier(MailSettings relay) {
        URI issuer = URI.create("https://id.example/auth");
        return new MailCourier(
                List.of(new NoticeLetters(database().users(), database().factors(), issuer + "/account/second-factor")),
                new Pages(issuer, LOOKS),
                new Relay(relay, LOOKS.name(), issuer));
    }

    /** A server that sends by this relay; the test stops it. */
    OutboxDispatcher server(MailSettings relay) {
        Database own = new Database(DataSources.direct(settings));
        OutboxDispatcher server =
                new OutboxDispatcher(own.outbox(), courier(relay), OutboxPace.DEFAULT, new SimpleMeterRegistry());
        server.start();
        return server;
    }

    UUID add(Letter.Kind kind, String address, @Nullable String language) {
        return database().outbox().add(Message.Content.letter(kind.key(), alice, address, language));
    }

    UUID add() {
        return add(Letter.Kind.PASSWORD_CHANGED, ADDRESS, null);
    }

    /** As if that much time had passed. */
    void pass(String interval) {
        sql.sql("UPDATE outbox SET next_at = next_at - :i::interval, created_at = created_at - :i::interval")
                .param("i", interval)
                .update();
    }

    int waiting() {
        return database().outbox().waiting().count();
    }

    String failure() {
        return database().outbox().waiting().failure().orElse("");
    }

    @Override
    public void close() {
        connection.close();
    }
}
