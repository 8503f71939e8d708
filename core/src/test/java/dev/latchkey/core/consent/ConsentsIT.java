package dev.latchkey.core.consent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;

import dev.latchkey.core.Accounts;
import dev.latchkey.core.OneConnection;
import dev.latchkey.core.account.User;
import dev.latchkey.core.client.Client;
import dev.latchkey.core.family.Scopes;
import dev.latchkey.core.session.SessionReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConsentsIT extends OneConnection {

    private User user;
    private Client client;
    private SessionReference session;

    @BeforeEach
    void signIn() {
        user = accounts.user(newName("user"));
        client = accounts.browserClient(newName("client"));
        session = accounts.session(user);
    }

    private boolean approve(String scopes) {
        return database.consents().approve(session, client.id(), Scopes.parse(scopes), BY);
    }

    private static List<ConsentListing> list(@Nullable UUID user, @Nullable UUID client, int limit) {
        List<ConsentListing> listed = new ArrayList<>();
        database.transactions().run(() -> database.consents().forEach(user, client, limit, listed::add));
        return listed;
    }

    @Test
    void whatIsAllowedIsTheUnionOfAllApprovals() {
        assertThat(database.consents().find(user.id(), client.id())).isEmpty();
        assertThat(approve("")).isTrue();
        assertThat(database.consents().find(user.id(), client.id())).contains(Scopes.NONE);
        assertThat(approve("write read")).isTrue();
        assertThat(approve("read openid")).isTrue();
        assertThat(database.consents().find(user.id(), client.id())).contains(Scopes.parse("openid read write"));
        ConsentListing listed = list(user.id(), null, 0).getFirst();
        assertThat(listed.client()).isEqualTo(client.clientId());
        assertThat(listed.username()).isEqualTo(user.username());
        assertThat(listed.scopes()).isEqualTo(Scopes.parse("openid read write"));
        assertThat(list(null, client.id(), 1)).containsExactly(listed);
        assertThat(sql.sql("SELECT count(*) FROM audit_log WHERE action = 'consent.grant' AND target_id = :id")
                        .param("id", user.id())
                        .query(Integer.class)
                        .single())
                .isEqualTo(3);
    }

    @Test
    void nothingIsAllowedInASessionThatIsOverOrOfAnotherGeneration() {
        assertThat(database.consents().approve(new SessionReference(session.id(), 1), client.id(), Scopes.NONE, BY))
                .isFalse();
        database.clientChanges().disable(client, BY);
        assertThat(approve("read")).isFalse();
        database.clientChanges().enable(client, BY);
        database.sessionChanges().end(session.id(), "test", BY);
        assertThat(approve("read")).isFalse();
        session = accounts.session(user);
        sql.sql("UPDATE browser_sessions SET expires_at = now() WHERE id = :id")
                .param("id", session.id())
                .update();
        assertThat(approve("read")).isFalse();
        session = accounts.session(user);
        database.userChanges().setPassword(user, "{argon2}new", BY);
        assertThat(approve("read")).isFalse();
        assertThat(database.consents().find(user.id(), client.id())).isEmpty();
    }

    @Test
    void withdrawingRevokesWhatThatClientHasOfThatUser() {
        approve("read");
        var family = accounts.code(session, client, "read offline_access");
        database.authorizationCodes().redeem(family, Accounts.redemption(client));
        Client other = accounts.browserClient(newName("other"));
        var others = accounts.code(session, other, "read");
        database.authorizationCodes().redeem(others, Accounts.redemption(other));
        Consents.Withdrawal done = database.consents().withdraw(user.id(), client.id(), BY);
        assertThat(done.changed()).isTrue();
        assertThat(done.revocation().families()).isEqualTo(1);
        assertThat(database.families().findLive(family.familyId())).isEmpty();
        assertThat(database.families().findLive(others.familyId())).isPresent();
        assertThat(database.consents().find(user.id(), client.id())).isEmpty();
        assertThat(database.consents().withdraw(user.id(), client.id(), BY).changed())
                .isFalse();
        assertThat(sql.sql("SELECT target_name FROM audit_log WHERE action = 'consent.withdraw' AND target_id = :id")
                        .param("id", user.id())
                        .query(String.class)
                        .list())
                .containsExactly(user.username());
    }

    @Test
    void whatAllUsersAllowedAClientIsWithdrawnWithAnEventForEach() {
        approve("read offline_access");
        var family = accounts.code(session, client, "read offline_access");
        database.authorizationCodes().redeem(family, Accounts.redemption(client));
        User bob = accounts.user(newName("bob"));
        SessionReference bobs = accounts.session(bob);
        assertThat(database.consents().approve(bobs, client.id(), Scopes.parse("openid"), BY))
                .isTrue();
        User carol = accounts.user(newName("carol"));
        accounts.signIn(carol, client);
        Client other = accounts.browserClient(newName("other"));
        assertThat(database.consents().approve(bobs, other.id(), Scopes.parse("read"), BY))
                .isTrue();

        assertThat(database.consents().withdrawAllOfClient(client.id(), BY))
                .extracting(
                        Consents.Withdrawal::changed, done -> done.revocation().families())
                .containsExactlyInAnyOrder(tuple(true, 1), tuple(true, 0));
        assertThat(database.families().findLive(family.familyId())).isEmpty();
        assertThat(list(null, client.id(), 0)).isEmpty();
        assertThat(list(bob.id(), null, 0)).hasSize(1);
        assertThat(sql.sql("""
                        SELECT concat_ws(' ', target_name, details ->> 'scope', details ->> 'families') FROM audit_log
                         WHERE action = 'consent.withdraw' AND details ->> 'client' = :client ORDER BY 1
                        """)
                        .param("client", client.id().toString())
                        .query(String.class)
                        .list())
                .containsExactlyInAnyOrder(user.username() + " offline_access read 1", bob.username() + " openid 0");
        assertThat(database.consents().withdrawAllOfClient(client.id(), BY)).isEmpty();
    }

    @Test
    void aConsentGoesWithItsUserAndWithItsClient() {
        approve("read");
        database.clientChanges().delete(client, BY);
        assertThat(list(user.id(), null, 0)).isEmpty();
        client = accounts.browserClient(newName("again"));
        approve("read");
        database.userChanges().delete(user, BY);
        assertThat(list(null, client.id(), 0)).isEmpty();
        assertThat(sql.sql("SELECT count(*) FROM browser_sessions WHERE user_id = :id")
                        .param("id", user.id())
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    void aScopeHasTheWordsThatWereSetLast() {
        ScopeDescriptions descriptions = database.scopeDescriptions();
        assertThat(descriptions.set("orders:read", " Read your orders ", BY)).isTrue();
        assertThat(descriptions.set("orders:read", "Read your orders", BY)).isFalse();
        assertThat(descriptions.set("orders:read", "Read all your orders", BY)).isTrue();
        assertThat(descriptions.find(Scopes.parse("orders:read other")))
                .isEqualTo(Map.of("orders:read", "Read all your orders"));
        assertThat(descriptions.find(Scopes.NONE)).isEmpty();
        assertThat(descriptions.list()).containsKey("orders:read");
        assertThat(descriptions.remove("orders:read", BY)).isTrue();
        assertThat(descriptions.remove("orders:read", BY)).isFalse();
        assertThat(sql.sql("SELECT action FROM audit_log WHERE target_name = 'orders:read' ORDER BY id")
                        .query(String.class)
                        .list())
                .containsExactly("scope.set", "scope.set", "scope.remove");
        for (String bad : List.of("", "two words", "quo\"te", "x".repeat(129))) {
            assertThatIllegalArgumentException().isThrownBy(() -> descriptions.set(bad, "words", BY));
        }
        for (String bad : List.of("", "  ", "two\nlines", "x".repeat(201))) {
            assertThatIllegalArgumentException().isThrownBy(() -> descriptions.set("s", bad, BY));
        }
    }
}
