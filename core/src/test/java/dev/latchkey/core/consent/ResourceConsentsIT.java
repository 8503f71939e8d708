package dev.latchkey.core.consent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.tuple;

import dev.latchkey.core.OneConnection;
import dev.latchkey.core.account.User;
import dev.latchkey.core.client.Client;
import dev.latchkey.core.family.Scopes;
import dev.latchkey.core.resource.Resource;
import dev.latchkey.core.resource.Targets;
import dev.latchkey.core.session.SessionReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a user allows for a resource counts for that one alone. */
class ResourceConsentsIT extends OneConnection {

    private static final String API = "https://api.example/";
    private static final String OTHER = "https://other.example/mcp";

    private User user;
    private Client client;
    private SessionReference session;

    @BeforeEach
    void signIn() {
        for (String uri : List.of(API, OTHER)) {
            database.requests().resources().put(new Resource(uri, Scopes.parse("read write admin")), BY);
        }
        user = accounts.user(newName("user"));
        client = accounts.browserClient(newName("client"));
        session = accounts.session(user);
    }

    private void approve(String resource, String scopes) {
        assertThat(database.consents()
                        .approve(session, client.id(), Scopes.parse(scopes), accounts.target(resource), BY))
                .isTrue();
    }

    private Map<String, String> consented() {
        return database.sessions().visit(session, client.id()).orElseThrow().consented();
    }

    private List<ConsentListing> list() {
        List<ConsentListing> listed = new ArrayList<>();
        database.transactions().run(() -> database.consents().forEach(user.id(), client.id(), 0, listed::add));
        return listed;
    }

    @Test
    void whatIsAllowedForOneResourceIsNotAllowedForAnotherOrForNone() {
        assertThat(consented()).isEmpty();
        approve(API, "read");
        assertThat(consented()).isEqualTo(Map.of(API, "read"));
        approve(OTHER, "");
        approve(API, "write openid");
        assertThat(consented()).isEqualTo(Map.of(API, "openid read write", OTHER, ""));
        assertThat(database.consents().approve(session, client.id(), Scopes.parse("admin"), BY))
                .isTrue();
        assertThat(consented()).isEqualTo(Map.of(API, "openid read write", OTHER, "", "", "admin"));
    }

    @Test
    void manyVisitsAtOnceReadTheSame() throws InterruptedException {
        approve(API, "read");
        List<Map<String, String>> seen = java.util.Collections.synchronizedList(new ArrayList<>());
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            threads.add(Thread.ofVirtual().start(() -> seen.add(consented())));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(seen).hasSize(20).containsOnly(Map.of(API, "read"));
    }

    @Test
    void administratorsSeeEachResource() {
        approve(OTHER, "write");
        approve(API, "read");
        assertThat(list())
                .extracting(ConsentListing::resource, ConsentListing::scopes)
                .containsExactly(tuple(API, Scopes.parse("read")), tuple(OTHER, Scopes.parse("write")));
        database.consents().approve(session, client.id(), Scopes.parse("read"), BY);
        assertThat(list()).extracting(ConsentListing::resource).containsExactly(null, API, OTHER);
        assertThat(sql.sql("""
                        SELECT details ->> 'resource' FROM audit_log
                         WHERE action = 'consent.grant' AND target_id = :id ORDER BY id
                        """).param("id", user.id()).query(String.class).list())
                .containsExactly(OTHER, API, null);
    }

    /** Else they would add up until no consent fits any more. */
    @Test
    void whatWasAllowedForAResourceThatIsGoneIsForgotten() {
        approve(OTHER, "write");
        sql.sql("DELETE FROM resources WHERE uri = :uri").param("uri", OTHER).update();
        approve(API, "read");
        assertThat(consented()).containsExactly(entry(API, "read"));
    }

    @Test
    void whatWasAllowedForAResourceThatIsRemovedDoesNotComeBackWithTheSameUri() {
        approve(OTHER, "write");
        database.requests().resources().remove(OTHER, BY);
        assertThat(consented()).isEmpty();
        approve(API, "read");
        database.requests().resources().put(new Resource(OTHER, Scopes.parse("write")), BY);
        assertThat(consented()).containsExactly(entry(API, "read"));
        assertThat(database.consents().approve(session, client.id(), Scopes.NONE, BY))
                .isTrue();
        database.requests().resources().remove(API, BY);
        assertThat(list()).isEmpty();
    }

    @Test
    void nothingIsAllowedForAResourceThatIsNotThere() {
        Scopes read = Scopes.parse("read");
        Targets both = new Targets(database.requests().resources().findAll());
        assertThat(both.uris()).contains(API, OTHER);
        database.requests().resources().remove(OTHER, BY);
        assertThat(database.consents().approve(session, client.id(), read, both, BY))
                .isFalse();
        // The same URI, and not the same API.
        database.requests().resources().put(new Resource(OTHER, read), BY);
        assertThat(database.consents().approve(session, client.id(), read, both, BY))
                .isFalse();
        assertThat(consented()).isEmpty();
    }

    @Test
    void usersSeeTheResourcesOfAnApplication() {
        approve(API, "read");
        approve(OTHER, "write");
        ApplicationListing listed = database.applications().list(user.id()).getFirst();
        assertThat(listed.resources()).containsExactly(API, OTHER);
        assertThat(listed.scopes()).isEqualTo(Scopes.parse("read write"));
    }

    @Test
    void withdrawingTakesAllOfIt() {
        approve(API, "read");
        approve(OTHER, "write");
        assertThat(database.consents().withdraw(user.id(), client.id(), BY).changed())
                .isTrue();
        assertThat(consented()).isEmpty();
        assertThat(list()).isEmpty();
    }
}
