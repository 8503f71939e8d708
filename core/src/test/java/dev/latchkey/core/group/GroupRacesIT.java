package dev.latchkey.core.group;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.Database;
import dev.latchkey.core.FreshDatabase;
import dev.latchkey.core.Meanwhile;
import dev.latchkey.core.account.User;
import dev.latchkey.core.connection.DataSources;
import dev.latchkey.core.family.Scopes;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Two changes at once: the second one waits, and sees what the first one did. */
class GroupRacesIT extends FreshDatabase {

    private GroupChanges changes;
    private User user;
    private String first;
    private String second;

    @BeforeEach
    void addUserAndGroups() {
        changes = database.access().groupChanges();
        user = accounts.user(newName("user"));
        first = newName("group");
        second = newName("group");
        changes.add(new Group(first, Scopes.parse("one")), BY);
        changes.add(new Group(second, Scopes.parse("two")), BY);
    }

    private boolean join(String group) {
        return changes.addMember(group, user.id(), user.username(), BY)
                .orElseThrow()
                .changed();
    }

    private Scopes scopes() {
        return database.users().find(user.id()).orElseThrow().scopes();
    }

    @Test
    void twoGroupsAtOnceAreBothCounted() throws Exception {
        assertThat(Meanwhile.act(database, sql, () -> join(first), () -> join(second)))
                .isTrue();
        assertThat(scopes()).isEqualTo(Scopes.parse("one read two write"));
    }

    @Test
    void aMemberWhoJoinsWhileTheScopesChangeHasTheNewOnes() throws Exception {
        Meanwhile.act(
                database, sql, () -> changes.updateScopes(first, before -> Scopes.parse("new"), BY), () -> join(first));
        assertThat(scopes()).isEqualTo(Scopes.parse("new read write"));
    }

    @Test
    void scopesThatChangeWhileAMemberJoinsReachTheMember() throws Exception {
        Meanwhile.act(
                database, sql, () -> join(first), () -> changes.updateScopes(first, before -> Scopes.parse("new"), BY));
        assertThat(scopes()).isEqualTo(Scopes.parse("new read write"));
    }

    /** The group's row is locked by the trigger too: psql does not ask for locks. */
    @Test
    void theTriggersLockForStatementsThatDoNot() throws Exception {
        DataSource source = DataSources.direct(settings);
        JdbcClient statements = JdbcClient.create(source);
        Meanwhile.act(
                new Database(source),
                sql,
                () -> statements
                        .sql("INSERT INTO group_members (group_name, user_id) VALUES (:group, :user)")
                        .param("group", first)
                        .param("user", user.id())
                        .update(),
                () -> statements
                        .sql("UPDATE groups SET scopes = '{new}' WHERE name = :group")
                        .param("group", first)
                        .update());
        assertThat(scopes()).isEqualTo(Scopes.parse("new read write"));
    }

    @Test
    void theOwnScopesAndAGroupAtOnceAreBothCounted() throws Exception {
        Meanwhile.act(
                database,
                sql,
                () -> join(first),
                () -> database.access().scopeChanges().update(user, own -> Scopes.parse("own"), BY));
        assertThat(scopes()).isEqualTo(Scopes.parse("one own"));
    }

    @Test
    void aGroupThatIsDeletedMeanwhileIsJoinedByNoMember() throws Exception {
        assertThat(Meanwhile.act(
                        database,
                        sql,
                        () -> changes.delete(first, true, BY),
                        () -> changes.addMember(first, user.id(), user.username(), BY)))
                .isEmpty();
        assertThat(scopes()).isEqualTo(Scopes.parse("read write"));
    }
}
