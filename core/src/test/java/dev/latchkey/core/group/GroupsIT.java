package dev.latchkey.core.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.core.FreshDatabase;
import dev.latchkey.core.account.NewUser;
import dev.latchkey.core.account.Profile;
import dev.latchkey.core.account.User;
import dev.latchkey.core.account.Username;
import dev.latchkey.core.family.Scopes;
import dev.latchkey.core.group.GroupChanges.Deletion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataIntegrityViolationException;

/** Groups, what their members have by them, and the limits. An account has read and write of its own. */
class GroupsIT extends FreshDatabase {

    private GroupChanges changes;
    private Groups groups;
    private User user;
    private String name;

    @BeforeEach
    void addUser() {
        changes = database.access().groupChanges();
        groups = database.access().groups();
        user = accounts.user(newName("user"));
        name = newName("group");
    }

    private void add(String group, String scope) {
        assertThat(changes.add(new Group(group, Scopes.parse(scope)), BY)).isTrue();
    }

    private void join(String group) {
        assertThat(changes.addMember(group, user.id(), user.username(), BY)
                        .orElseThrow()
                        .changed())
                .isTrue();
    }

    private User now() {
        return database.users().find(user.id()).orElseThrow();
    }

    @Test
    void aMemberHasItsOwnScopesAndThoseOfTheGroup() {
        add(name, "deploy read");
        join(name);
        assertThat(now().scopes()).isEqualTo(Scopes.parse("deploy read write"));
        assertThat(now().ownScopes()).isEqualTo(Scopes.parse("read write"));
        assertThat(now().groups()).containsExactly(name);
        changes.removeMember(name, user.id(), user.username(), BY);
        assertThat(now().scopes()).isEqualTo(Scopes.parse("read write"));
        assertThat(now().ownScopes()).isEqualTo(Scopes.parse("read write"));
        assertThat(now().groups()).isEmpty();
    }

    @Test
    void groupsAreSortedByTheirBytes() {
        List.of("b", "B", "a/1", "a-1").forEach(each -> {
            add(name + each, "");
            join(name + each);
        });
        assertThat(now().groups()).containsExactly(name + "B", name + "a-1", name + "a/1", name + "b");
    }

    @Test
    void otherScopesOfAGroupReachItsMembersAtOnce() {
        add(name, "deploy");
        join(name);
        var changed = changes.updateScopes(name, before -> Scopes.parse("audit"), BY);
        assertThat(changed).contains(new GroupChanges.ScopesChange(true, Scopes.parse("audit"), 1));
        assertThat(now().scopes()).isEqualTo(Scopes.parse("audit read write"));
    }

    @Test
    void whatTwoGroupsGiveIsLostWithTheSecondOnly() {
        add(name, "deploy");
        add(name + ".2", "deploy");
        join(name);
        join(name + ".2");
        changes.removeMember(name, user.id(), user.username(), BY);
        assertThat(now().scopes().contains("deploy")).isTrue();
        changes.removeMember(name + ".2", user.id(), user.username(), BY);
        assertThat(now().scopes().contains("deploy")).isFalse();
    }

    @Test
    void aScopeThatIsTakenFromTheAccountAndThatAGroupGivesIsTold() {
        add(name, "read");
        join(name);
        var done = database.access()
                .scopeChanges()
                .update(user, own -> own.with(Scopes.NONE, Scopes.parse("read write")), BY)
                .orElseThrow();
        assertThat(done.own()).isEqualTo(Scopes.NONE);
        assertThat(done.stillGiven()).isEqualTo(Scopes.parse("read"));
        assertThat(done.all()).isEqualTo(Scopes.parse("read"));
        assertThat(now().scopes()).isEqualTo(Scopes.parse("read"));
        assertThat(now().ownScopes()).isEqualTo(Scopes.NONE);
        changes.removeMember(name, user.id(), user.username(), BY);
        assertThat(now().scopes()).isEqualTo(Scopes.NONE);
    }

    /** A command of the version before, or psql, writes the one column that it knows. */
    @Test
    void whatOthersWriteIntoScopesChangesTheOwnOnes() {
        add(name, "deploy read");
        join(name);
        sql.sql("UPDATE users SET scopes = '{deploy,read,more}' WHERE id = :id")
                .param("id", user.id())
                .update();
        assertThat(now().ownScopes()).isEqualTo(Scopes.parse("more read"));
        assertThat(now().scopes()).isEqualTo(Scopes.parse("deploy more read"));
    }

    @Test
    void aGroupWithMembersIsDeletedOnlyWithThem() {
        add(name, "deploy");
        join(name);
        assertThat(changes.delete(name, false, BY)).contains(new Deletion(false, 1));
        assertThat(groups.find(name)).isPresent();
        assertThat(changes.delete(name, true, BY)).contains(new Deletion(true, 1));
        assertThat(groups.find(name)).isEmpty();
        assertThat(now().scopes()).isEqualTo(Scopes.parse("read write"));
        assertThat(now().groups()).isEmpty();
        assertThat(changes.delete(name, true, BY)).isEmpty();
    }

    @Test
    void aDeletedUserIsInNoGroup() {
        add(name, "deploy");
        join(name);
        database.userChanges().delete(user, BY);
        assertThat(groups.find(name).orElseThrow().members()).isZero();
    }

    @Test
    void whatIsSoAlreadyChangesNothing() {
        add(name, "deploy");
        assertThat(changes.add(new Group(name, Scopes.NONE), BY)).isFalse();
        join(name);
        int before = events();
        assertThat(changes.addMember(name, user.id(), user.username(), BY)
                        .orElseThrow()
                        .changed())
                .isFalse();
        assertThat(changes.updateScopes(name, same -> same, BY).orElseThrow().changed())
                .isFalse();
        assertThat(changes.addMember("none", user.id(), user.username(), BY)).isEmpty();
        assertThat(events()).isEqualTo(before);
    }

    private int events() {
        return sql.sql("SELECT count(*) FROM audit_log").query(Integer.class).single();
    }

    @Test
    void eachChangeHasItsEvent() {
        add(name, "deploy");
        join(name);
        changes.updateScopes(name, before -> Scopes.NONE, BY);
        changes.removeMember(name, user.id(), user.username(), BY);
        changes.delete(name, false, BY);
        assertThat(sql.sql("""
                        SELECT action FROM audit_log WHERE target_name IN (:group, :user) ORDER BY id
                        """)
                        .param("group", name)
                        .param("user", user.username())
                        .query(String.class)
                        .list())
                .containsExactly(
                        "user.add",
                        "group.add",
                        "group.add_member",
                        "group.scopes",
                        "group.remove_member",
                        "group.delete");
    }

    /** Refused when added, never cut. */
    @Test
    void aUserIsInAtMost100Groups() {
        List<String> names = new ArrayList<>();
        for (int i = 0; i <= Group.MOST_OF_USER; i++) {
            names.add(name + "." + i);
            add(names.getLast(), "");
        }
        names.subList(0, Group.MOST_OF_USER).forEach(this::join);
        assertThatThrownBy(() -> join(names.getLast()))
                .isInstanceOf(GroupLimitException.class)
                .hasMessageContaining("at most 100 groups");
        assertThat(now().groups()).hasSize(Group.MOST_OF_USER);
    }

    @Test
    void theNamesHaveAtMost2048CharactersTogether() {
        for (int i = 0; i < 16; i++) {
            String full = (name + ".%02d.".formatted(i) + "x".repeat(128)).substring(0, 128);
            add(full, "");
            join(full);
        }
        add(name, "");
        assertThatThrownBy(() -> join(name))
                .isInstanceOf(GroupLimitException.class)
                .hasMessageContaining("2048 characters");
        assertThat(now().groups()).hasSize(16);
    }

    @Test
    void theScopesHaveAtMost4096CharactersTogether() {
        add(name, "x".repeat(4000));
        add(name + ".2", "y".repeat(4000));
        join(name);
        assertThatThrownBy(() -> join(name + ".2"))
                .isInstanceOf(GroupLimitException.class)
                .hasMessageContaining("4096 characters");
        assertThatThrownBy(() -> changes.updateScopes(name, before -> Scopes.parse("z".repeat(4096)), BY))
                .isInstanceOf(GroupLimitException.class);
        assertThat(now().scopes().contains("x".repeat(4000))).isTrue();
    }

    @Test
    void aMemberIsNotExchangedInPlace() {
        add(name, "deploy");
        join(name);
        User other = accounts.user(newName("user"));
        assertThatThrownBy(() -> sql.sql("UPDATE group_members SET user_id = :other WHERE user_id = :id")
                        .param("other", other.id())
                        .param("id", user.id())
                        .update())
                .isInstanceOf(DataIntegrityViolationException.class)
                .hasMessageContaining("removed and added");
    }

    @Test
    void usersAreAddedTogetherWithTheirGroups() {
        add(name, "deploy");
        String username = newName("user");
        var added = new NewUser(
                null,
                new Username(username),
                Profile.EMPTY,
                false,
                Scopes.parse("read"),
                null,
                false,
                false,
                List.of(name),
                null);
        database.userChanges().addAll(List.of(added), "file", BY);
        Optional<User> found = database.users().findByUsername(new Username(username));
        assertThat(found.map(User::scopes)).contains(Scopes.parse("deploy read"));
        assertThat(found.map(User::groups)).contains(List.of(name));
        assertThat(groups.missing(List.of(name, "none"))).containsExactly("none");
    }
}
