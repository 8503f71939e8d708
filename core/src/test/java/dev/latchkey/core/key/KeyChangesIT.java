package dev.latchkey.core.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.latchkey.core.Accounts;
import dev.latchkey.core.Database;
import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.account.Profile;
import dev.latchkey.core.account.Username;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.client.ClientSecret;
import dev.latchkey.core.client.GrantType;
import dev.latchkey.core.client.NewClient;
import dev.latchkey.core.connection.DataSources;
import dev.latchkey.core.family.NewFamily;
import dev.latchkey.core.family.Scopes;
import dev.latchkey.core.key.KeyListing.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The life of keys. Time passes by moving the keys into the past. */
class KeyChangesIT {

    private static final Attribution BY = Attribution.of("test");
    private static final KeyAlgorithm ES256 = KeyAlgorithm.ES256;

    private final String masterKeyText = MasterKey.generate();
    private final MasterKey masterKey = MasterKey.parse(masterKeyText);
    private final DataSource dataSource = DataSources.direct(TestDatabase.fresh());
    private final JdbcClient sql = JdbcClient.create(dataSource);
    private final Database database = new Database(dataSource);
    private final KeyChanges changes = database.keyChanges();

    @BeforeEach
    void firstKeys() {
        assertThat(changes.createMissing(masterKey, BY)).isEqualTo(3);
        pass(Duration.ofDays(1));
    }

    @Test
    void theNextKeyIsPublishedBeforeItSignsAndTheOldOneAfterIt() {
        KeyListing first = only(State.ACTIVE);

        RotatedKey rotation = changes.rotate(ES256, masterKey, BY);
        assertThat(rotation.changed()).isTrue();
        assertThat(rotation.current()).extracting(KeyListing::id).isEqualTo(first.id());
        assertThat(states()).containsExactly(State.PENDING, State.ACTIVE);
        // Twice the five minutes that a JWK Set may be cached, and from then on the longest access token.
        KeyListing next = only(State.PENDING);
        KeyListing current = only(State.ACTIVE);
        assertThat(Duration.between(next.createdAt(), next.activeFrom())).isEqualTo(Duration.ofMinutes(10));
        assertThat(current.activeUntil()).isEqualTo(next.activeFrom());
        assertThat(current.publishedUntil())
                .isEqualTo(next.activeFrom().plus(Duration.ofDays(1)).plus(Duration.ofMinutes(5)));

        pass(Duration.ofMinutes(11));
        assertThat(states()).containsExactly(State.ACTIVE, State.RETIRED);
        assertThat(changes.removeEnded(BY)).isZero();

        pass(Duration.ofHours(25));
        assertThat(changes.removeEnded(BY)).isEqualTo(1);
        assertThat(states()).containsExactly(State.ACTIVE);
        assertThat(only(State.ACTIVE).id()).isEqualTo(next.id());
    }

    @Test
    void aRotationThatIsUnderWayIsNotBegunAgain() {
        RotatedKey first = changes.rotate(ES256, masterKey, BY);
        RotatedKey second = changes.rotate(ES256, masterKey, BY);
        assertThat(second.changed()).isFalse();
        assertThat(second.next().id()).isEqualTo(first.next().id());
    }

    @Test
    void rotationsAtOnceMakeOneKey() throws Exception {
        List<Callable<RotatedKey>> rotations = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            rotations.add(() -> changes.rotate(ES256, masterKey, BY));
        }
        int changed = 0;
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            for (Future<RotatedKey> rotation : threads.invokeAll(rotations)) {
                changed += rotation.get().changed() ? 1 : 0;
            }
        }
        assertThat(changed).isEqualTo(1);
        assertThat(states()).containsExactly(State.PENDING, State.ACTIVE);
    }

    @Test
    void serversRotateWhatIsOldEnoughAndNothingElse() {
        pass(Duration.ofDays(88));
        assertThat(changes.rotateDue(() -> masterKey, BY)).isZero();
        pass(Duration.ofDays(1));
        assertThat(changes.rotateDue(() -> masterKey, BY)).isEqualTo(3);
        assertThat(changes.rotateDue(() -> masterKey, BY)).isZero();
        assertThat(changes.with(KeySchedule.DEFAULT.withRotateAfter(Duration.ZERO))
                        .rotateDue(() -> masterKey, BY))
                .isZero();
    }

    @Test
    void aRetiredKeyNeedsAnotherThatEverybodyHas() {
        KeyListing first = only(State.ACTIVE);
        assertThat(changes.retire(first, BY)).isEqualTo(Retirement.NO_SUCCESSOR);
        changes.rotate(ES256, masterKey, BY);
        assertThat(changes.retire(first, BY)).isEqualTo(Retirement.SUCCESSOR_TOO_YOUNG);
        assertThat(changes.retire(only(State.PENDING), BY)).isEqualTo(Retirement.PENDING);
        pass(Duration.ofMinutes(6));
        assertThat(changes.retire(first, BY)).isEqualTo(Retirement.RETIRED);
        assertThat(states()).containsExactly(State.ACTIVE, State.RETIRED);
        assertThat(changes.retire(first, BY)).isEqualTo(Retirement.ALREADY);
    }

    @Test
    void aRevokedKeyIsReplacedAtOnce() {
        KeyListing leaked = only(State.ACTIVE);
        KeyListing next = changes.revoke(leaked, masterKey, BY).next().orElseThrow();
        assertThat(next.state()).isEqualTo(State.ACTIVE);
        assertThat(states()).containsExactly(State.ACTIVE, State.REVOKED);
        assertThat(usable()).containsExactly(next.id());
        assertThat(changes.revoke(leaked, masterKey, BY).changed()).isFalse();

        pass(Duration.ofHours(25));
        changes.removeEnded(BY);
        assertThat(states()).containsExactly(State.ACTIVE);
    }

    @Test
    void aPendingKeyTakesOverFromARevokedOne() {
        KeyListing leaked = only(State.ACTIVE);
        KeyListing next = changes.rotate(ES256, masterKey, BY).next();
        assertThat(changes.revoke(leaked, masterKey, BY).next().orElseThrow().id())
                .isEqualTo(next.id());
        assertThat(states()).containsExactly(State.ACTIVE, State.REVOKED);
    }

    @Test
    void whenThePendingKeyIsRevokedTheActiveOneGoesOn() {
        KeyListing active = only(State.ACTIVE);
        KeyListing leaked = changes.rotate(ES256, masterKey, BY).next();
        assertThat(changes.revoke(leaked, masterKey, BY).next().orElseThrow().id())
                .isEqualTo(active.id());
        assertThat(only(State.ACTIVE).activeUntil()).isNull();
        pass(Duration.ofMinutes(11));
        assertThat(states()).containsExactlyInAnyOrder(State.ACTIVE, State.REVOKED);
        assertThat(changes.rotate(ES256, masterKey, BY).changed()).isTrue();
    }

    @Test
    void aRetiredKeyThatIsRevokedTakesNothingElseWithIt() {
        KeyListing first = only(State.ACTIVE);
        changes.rotate(ES256, masterKey, BY);
        pass(Duration.ofMinutes(11));
        KeyListing active = only(State.ACTIVE);
        assertThat(changes.revoke(first, masterKey, BY).next().orElseThrow().id())
                .isEqualTo(active.id());
        assertThat(usable()).containsExactly(active.id());
    }

    @Test
    void aKeyOfRefreshTokensStaysForASignInThatWasNotRefreshedSince() {
        UUID client = addClient();
        UUID user = addUser();
        UUID family = database.families()
                .begin(new NewFamily(
                        user,
                        Accounts.VERSION,
                        client,
                        "password",
                        Scopes.parse("read"),
                        Duration.ofDays(60),
                        Duration.ofDays(60),
                        null,
                        null))
                .orElseThrow()
                .id();
        // Clients may rest for fourteen days now, but this one was allowed sixty.
        changes.rotate(KeyAlgorithm.HS256, masterKey, BY);
        pass(Duration.ofDays(20));
        sql.sql("UPDATE tokens SET refreshed_at = refreshed_at - interval '21 days'")
                .update();
        assertThat(changes.removeEnded(BY)).isZero();

        sql.sql("UPDATE tokens SET refreshed_at = now() WHERE id = :id")
                .param("id", family)
                .update();
        assertThat(changes.removeEnded(BY)).isEqualTo(1);
    }

    @Test
    void everythingIsSealedAgainAndTheOldMasterKeyOpensNothing() {
        String text = MasterKey.generate();
        MasterKey both = MasterKey.parse(text + " " + masterKeyText);
        assertThatExceptionOfType(WrongMasterKeyException.class)
                .isThrownBy(() -> database.keyRewrap().rewrap(MasterKey.parse(text), BY));
        assertThat(database.keys().findAll(masterKey)).hasSize(3);

        assertThat(database.keyRewrap().rewrap(both, BY)).isEqualTo(3);
        assertThat(database.keyRewrap().rewrap(both, BY)).isZero();
        assertThat(database.keys().findAll(MasterKey.parse(text))).hasSize(3);
        assertThatExceptionOfType(WrongMasterKeyException.class)
                .isThrownBy(() -> database.keys().findAll(masterKey));
        // A server that still has the old one makes no key that the others cannot open.
        assertThatExceptionOfType(WrongMasterKeyException.class).isThrownBy(() -> changes.rotate(ES256, masterKey, BY));
    }

    @Test
    void aRewrapThatWasInterruptedIsFinished() {
        MasterKey both = MasterKey.parse(MasterKey.generate() + " " + masterKeyText);
        UUID one = database.keys().list().getFirst().id();
        database.transactions()
                .run(() -> assertThat(database.keys().reseal(one, both)).isTrue());
        assertThat(database.keys().findAll(both)).hasSize(3);
        assertThat(database.keyRewrap().rewrap(both, BY)).isEqualTo(2);
    }

    private UUID addClient() {
        return database.clients()
                .add(
                        NewClient.confidential("app")
                                .grants(GrantType.PASSWORD)
                                .scopes(Scopes.parse("read"))
                                .build(),
                        ClientSecret.hash("secret"),
                        BY)
                .orElseThrow();
    }

    private UUID addUser() {
        database.partitions().extend();
        return database.userChanges()
                .add(new Username("alice"), Profile.EMPTY, Scopes.parse("read"), "{argon2}x", BY)
                .orElseThrow();
    }

    private KeyListing only(State state) {
        return database.keys().list().stream()
                .filter(key -> key.algorithm() == ES256 && key.state() == state)
                .findFirst()
                .orElseThrow();
    }

    private List<State> states() {
        return database.keys().list().stream()
                .filter(key -> key.algorithm() == ES256)
                .map(KeyListing::state)
                .toList();
    }

    private List<UUID> usable() {
        return database.keys().findAll(masterKey).stream()
                .filter(key -> key.algorithm() == ES256)
                .map(KeyRecord::id)
                .toList();
    }

    private void pass(Duration time) {
        sql.sql("""
                UPDATE signing_keys
                   SET created_at = created_at - :time * interval '1 second',
                       active_from = active_from - :time * interval '1 second',
                       active_until = active_until - :time * interval '1 second',
                       published_until = published_until - :time * interval '1 second',
                       revoked_at = revoked_at - :time * interval '1 second'
                """).param("time", time.toSeconds()).update();
    }
}
