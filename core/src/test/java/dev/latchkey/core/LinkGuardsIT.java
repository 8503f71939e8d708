package dev.latchkey.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.account.AddressChanges.Result;
import dev.latchkey.core.account.User;
import dev.latchkey.core.account.Username;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.connection.ConnectionSettings;
import dev.latchkey.core.connection.DataSources;
import dev.latchkey.core.family.Scopes;
import dev.latchkey.core.link.AddressLink;
import dev.latchkey.core.link.ResetLink;
import dev.latchkey.core.link.SignUpLink;
import dev.latchkey.core.session.SessionReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What a link finds out again at its commit, as in {@link GuardsIT}; and that no two accounts verify one address. */
class LinkGuardsIT {

    private static final Attribution BY = Attribution.of("test");

    private static ConnectionSettings settings;
    private static Database database;
    private static JdbcClient sql;
    private static Accounts accounts;
    private static int number;

    private User user;
    private SessionReference session;

    @BeforeAll
    static void start() {
        settings = TestDatabase.fresh();
        database = new Database(DataSources.direct(settings));
        sql = JdbcClient.create(DataSources.direct(settings));
        database.partitions().extend();
        accounts = new Accounts(database);
    }

    @BeforeEach
    void signIn() {
        user = accounts.user("linked" + ++number);
        session = accounts.session(user);
    }

    private static Instant soon() {
        return Instant.now().plus(Duration.ofMinutes(30));
    }

    private ResetLink link(Instant expiresAt) {
        return database.recovery().find(user.id()).orElseThrow().link(expiresAt);
    }

    private static boolean reset(ResetLink link) {
        return database.recovery().reset(link, "{argon2}new", BY);
    }

    private AddressLink addressLink(String address) {
        return database.recovery().find(user.id()).orElseThrow().addressLink(address, soon());
    }

    private Result confirm(AddressLink link) {
        return database.addressChanges().confirm(link, session, BY);
    }

    /** What an administrator does meanwhile. */
    enum Interference {
        DISABLES,
        SETS_A_PASSWORD,
        VERIFIES_THE_ADDRESS,
        DELETES;

        void with(User user) {
            switch (this) {
                case DISABLES -> database.userChanges().disable(user, BY);
                case SETS_A_PASSWORD -> database.userChanges().setPassword(user, "{argon2}other", BY);
                case VERIFIES_THE_ADDRESS -> database.personChanges().setEmailVerified(user.id(), true, BY);
                case DELETES -> database.userChanges().delete(user, BY);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aResetThatWaitedForAChangeDoesNothing(Interference interference) throws Exception {
        ResetLink link = link(soon());
        assertThat(Meanwhile.act(database, sql, () -> interference.with(user), () -> reset(link)))
                .isFalse();
    }

    @Test
    void aLinkWorksOnceAndInTimeOnly() {
        assertThat(reset(link(Instant.now().minusSeconds(1)))).isFalse();
        ResetLink link = link(soon());
        assertThat(reset(link)).isTrue();
        assertThat(reset(link)).isFalse();
    }

    @Test
    void aResetEndsSessionsAndTokens() {
        assertThat(reset(link(soon()))).isTrue();
        assertThat(database.sessions().visit(session, null)).isEmpty();
    }

    @Test
    void anAddressIsConfirmedInALiveSessionOnce() {
        AddressLink link = addressLink("new" + number + "@example.com");
        assertThat(confirm(link)).isEqualTo(Result.DONE);
        assertThat(confirm(link)).isEqualTo(Result.NOTHING);
        // The next one tells the reader of the former address.
        AddressLink next = addressLink("next" + number + "@example.com");
        assertThat(confirm(next)).isEqualTo(Result.DONE);
        assertThat(sql.sql("SELECT address FROM outbox WHERE user_id = :id AND kind = 'address-changed'")
                        .param("id", user.id())
                        .query(String.class)
                        .list())
                .containsExactly("new" + number + "@example.com");
        // Not back again with the first.
        assertThat(confirm(link)).isEqualTo(Result.NOTHING);
        AddressLink last = addressLink("last" + number + "@example.com");
        database.sessionChanges().end(session.id(), "signed_out", BY);
        assertThat(confirm(last)).isEqualTo(Result.NOTHING);
    }

    @Test
    void aConfirmationThatWaitsWhileTheUserIsDisabledDoesNothing() throws Exception {
        AddressLink link = addressLink("late" + number + "@example.com");
        assertThat(Meanwhile.act(database, sql, () -> database.userChanges().disable(user, BY), () -> confirm(link)))
                .isEqualTo(Result.NOTHING);
    }

    @Test
    void anExpiredConfirmationDoesNothing() {
        assertThat(confirm(new AddressLink(
                        user.id(), 0, null, "x@example.com", Instant.now().minusSeconds(1))))
                .isEqualTo(Result.NOTHING);
    }

    @Test
    void noTwoAccountsVerifyOneAddressInWhateverCase() throws Exception {
        String address = "shared" + number + "@example.com";
        User other = accounts.user("other" + number);
        SessionReference theirs = accounts.session(other);
        AddressLink here = addressLink(address);
        AddressLink there = new AddressLink(other.id(), 0, null, address.toUpperCase(Locale.ROOT), soon());
        Result late = Meanwhile.act(
                database,
                sql,
                () -> confirm(here),
                () -> database.addressChanges().confirm(there, theirs, BY));
        assertThat(late).isEqualTo(Result.ADDRESS_TAKEN);
        SignUpLink signUp = new SignUpLink(address, soon());
        assertThat(database.addressChanges()
                        .add(new Username("new" + number), signUp, Scopes.parse("read"), "{argon2}x", BY))
                .isEqualTo(Result.ADDRESS_TAKEN);
        assertThat(database.addressChanges()
                        .add(
                                new Username("other" + number),
                                new SignUpLink("free" + number + "@example.com", soon()),
                                Scopes.parse("read"),
                                "{argon2}x",
                                BY))
                .isEqualTo(Result.NAME_TAKEN);
        assertThat(database.users().findByUsername(new Username("new" + number)))
                .isEmpty();
    }

    /** The statements of the migration, on rows as an older version may have left them. */
    @Test
    void ofVerifiedDuplicatesTheMigrationKeepsTheOldest() throws Exception {
        String script = Files.readString(Path.of("../db/migrations/V0028__verified_addresses.sql"));
        sql.sql("DROP INDEX users_verified_email").update();
        String address = "twice" + number + "@example.com";
        User second = accounts.user("second" + number);
        sql.sql("UPDATE users SET email = :a WHERE id IN (:one, :two)")
                .param("a", address)
                .param("one", user.id())
                .param("two", second.id())
                .update();
        sql.sql("UPDATE users SET email_verified_at = now() - interval '1 hour' WHERE id = :id")
                .param("id", second.id())
                .update();
        sql.sql("UPDATE users SET email = upper(email), email_verified_at = now() WHERE id = :id")
                .param("id", user.id())
                .update();
        try (Connection connection = DataSources.direct(settings).getConnection();
                Statement migration = connection.createStatement()) {
            connection.setAutoCommit(false);
            migration.execute(script);
            connection.commit();
        }
        assertThat(database.recovery().find(second.id()).orElseThrow().address())
                .isEqualTo(address);
        assertThat(database.recovery().find(user.id()).orElseThrow().address()).isNull();
    }
}
