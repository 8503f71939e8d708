package dev.latchkey.core.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.Accounts;
import dev.latchkey.core.Database;
import dev.latchkey.core.SingleConnection;
import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.account.User;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.client.Client;
import dev.latchkey.core.connection.DataSources;
import dev.latchkey.core.family.Scopes;
import dev.latchkey.core.session.Visits.Found;
import dev.latchkey.core.session.Visits.Visit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Sessions that are read by one statement: as if each were alone. */
class VisitsIT {

    private static final Attribution BY = Attribution.of("test");

    @Test
    void eachOfManyIsReadAsIfItWereAlone() {
        var settings = TestDatabase.fresh();
        JdbcClient sql = JdbcClient.create(DataSources.direct(settings));
        try (SingleConnection connection = new SingleConnection(settings)) {
            Database database = connection.database();
            Accounts accounts = new Accounts(database);
            Client client = accounts.browserClient("app");
            Client other = accounts.browserClient("other");
            List<SessionReference> sessions = new ArrayList<>();
            for (String name : List.of("live", "ended", "over", "disabled", "changed")) {
                sessions.add(accounts.session(accounts.user(name)));
            }
            SessionReference live = sessions.getFirst();
            database.consents().approve(live, client.id(), Scopes.parse("read"), BY);
            database.sessionChanges().end(sessions.get(1).id(), "test", BY);
            sql.sql("UPDATE browser_sessions SET expires_at = now() WHERE id = :id")
                    .param("id", sessions.get(2).id())
                    .update();
            sql.sql("UPDATE users SET disabled_at = now() WHERE username = 'disabled'")
                    .update();
            sql.sql("UPDATE users SET password_hash = 'x' WHERE username = 'changed'")
                    .update();
            User another = accounts.user("another");
            List<Visit> visits = new ArrayList<>();
            sessions.forEach(session -> visits.add(new Visit(session, client.id())));
            visits.add(new Visit(accounts.session(another), client.id()));
            visits.add(new Visit(live, null));
            visits.add(new Visit(live, other.id()));
            visits.add(new Visit(new SessionReference(live.id(), 1), client.id()));
            visits.add(new Visit(live, client.id()));

            Visits reads = new Visits(JdbcClient.create(DataSources.direct(settings)));
            Map<Integer, Found> found = reads.many(visits);

            assertThat(found.keySet()).containsExactlyInAnyOrder(0, 5, 6, 7, 9);
            List<Optional<LiveSession>> together = IntStream.range(0, visits.size())
                    .mapToObj(place -> Optional.ofNullable(found.get(place)).map(Found::session))
                    .toList();
            assertThat(together.get(0).map(LiveSession::consented)).contains(Map.of("", "read"));
            assertThat(together.get(9)).isEqualTo(together.get(0));
            assertThat(together.get(6).map(LiveSession::consented)).contains(Map.of());
            assertThat(together.get(7).map(LiveSession::consented)).contains(Map.of());
            assertThat(together.get(5).map(LiveSession::userId)).contains(another.id());
            for (int place = 0; place < visits.size(); place++) {
                Optional<LiveSession> alone = reads.one(visits.get(place)).map(Found::session);
                assertThat(alone.map(VisitsIT::timeless))
                        .as("place %d", place)
                        .isEqualTo(together.get(place).map(VisitsIT::timeless));
            }
        }
    }

    private static LiveSession timeless(LiveSession live) {
        return new LiveSession(
                live.reference(),
                live.userId(),
                live.username(),
                live.credentialVersion(),
                live.authTime(),
                live.amr(),
                live.secondFactor(),
                live.passkey(),
                live.remembered(),
                live.expiresAt(),
                live.authTime(),
                live.scope(),
                live.consented());
    }
}
