package dev.latchkey.core.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.latchkey.core.Database;
import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.connection.DataSources;
import dev.latchkey.core.key.KeyListing.State;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Keys among which is one that cannot be opened: because it was damaged, or because a newer version made it. */
class UnopenedKeysIT {

    private static final Attribution BY = Attribution.of("test");
    private static final KeyAlgorithm RS256 = KeyAlgorithm.RS256;
    private static final KeyAlgorithm ES256 = KeyAlgorithm.ES256;
    private static final String NEWER = "ML-DSA-44";

    private final String masterKeyText = MasterKey.generate();
    private final MasterKey masterKey = MasterKey.parse(masterKeyText);
    private final MasterKey foreign = MasterKey.parse(MasterKey.generate());
    private final DataSource dataSource = DataSources.direct(TestDatabase.fresh());
    private final JdbcClient sql = JdbcClient.create(dataSource);
    private final Database database = new Database(dataSource);
    private final KeyChanges changes = database.keyChanges();

    @BeforeEach
    void firstKeys() {
        changes.createMissing(masterKey, BY);
    }

    @Test
    void itIsLeftOutAndTheOthersAreRead() {
        UUID damaged = damage(ES256);
        KeyReading reading = database.keys().read(masterKey);
        assertThat(reading.keys())
                .extracting(KeyRecord::algorithm)
                .containsExactlyInAnyOrder(RS256, KeyAlgorithm.HS256);
        assertThat(reading.unopened()).extracting(UnopenedKey::id).containsExactly(damaged);
        assertThat(reading.unopened().getFirst().wrongMasterKey()).isTrue();
        assertThat(database.keys().list()).hasSize(3);
    }

    @Test
    void itIsRevokedAndAnotherOneMade() {
        UUID damaged = damage(ES256);
        KeyRevocation revoked = changes.revoke(listed(damaged), masterKey, BY);
        assertThat(revoked.changed()).isTrue();
        assertThat(revoked.next().orElseThrow().state()).isEqualTo(State.ACTIVE);
        assertThat(database.keys().findAll(masterKey)).hasSize(3);
    }

    @Test
    void withoutTheRightMasterKeyItIsRevokedAndNoneIsMade() {
        for (@Nullable MasterKey given : new @Nullable MasterKey[] {null, foreign}) {
            UUID active = active(given == null ? ES256 : RS256);
            KeyRevocation revoked = changes.revoke(listed(active), given, BY);
            assertThat(revoked.changed()).isTrue();
            assertThat(revoked.next()).isEmpty();
            assertThat(listed(active).state()).isEqualTo(State.REVOKED);
        }
        // The next server that starts or does maintenance has the right one.
        assertThat(changes.createMissing(masterKey, BY)).isEqualTo(2);
    }

    @Test
    void theNextOneTakesOverWithoutAMasterKey() {
        UUID next = changes.rotate(ES256, masterKey, BY).next().id();
        KeyRevocation revoked = changes.revoke(listed(active(ES256)), null, BY);
        assertThat(revoked.next().orElseThrow().id()).isEqualTo(next);
    }

    @Test
    void itIsRotatedAndRetired() {
        UUID damaged = damage(ES256);
        assertThat(changes.rotate(RS256, masterKey, BY).changed()).isTrue();
        assertThat(changes.rotate(ES256, masterKey, BY).changed()).isTrue();
        sql.sql("UPDATE signing_keys SET created_at = created_at - interval '6 minutes'")
                .update();
        assertThat(changes.retire(listed(damaged), BY)).isEqualTo(Retirement.RETIRED);
    }

    @Test
    void noKeyIsMadeWithAMasterKeyThatOpensOnlySomeOldOnes() {
        for (KeyAlgorithm algorithm : List.of(RS256, ES256)) {
            // As if another server had sealed them with a newer one.
            damage(algorithm);
            sql.sql("UPDATE signing_keys SET created_at = now() + interval '1 minute' WHERE algorithm = :algorithm")
                    .param("algorithm", algorithm.name())
                    .update();
        }
        assertThatExceptionOfType(WrongMasterKeyException.class)
                .isThrownBy(() -> changes.rotate(KeyAlgorithm.HS256, masterKey, BY));
    }

    @Test
    void sealingAgainNamesItAndChangesNothingUntilItIsRevoked() {
        UUID damaged = damage(ES256);
        String after = MasterKey.generate();
        MasterKey both = MasterKey.parse(after + " " + masterKeyText);
        assertThatExceptionOfType(WrongMasterKeyException.class)
                .isThrownBy(() -> database.keyRewrap().rewrap(both, BY))
                .withMessageContaining("Key " + damaged + " cannot be sealed again, so nothing was changed.")
                .withMessageContaining("latchkey key revoke " + damaged);
        assertThat(database.keys().read(masterKey).keys()).hasSize(2);

        changes.revoke(listed(damaged), both, BY);
        // The key that took its place is sealed with the new one already.
        assertThat(database.keyRewrap().rewrap(both, BY)).isEqualTo(2);
        assertThat(database.keys().findAll(MasterKey.parse(after))).hasSize(3);
    }

    @Test
    void whatANewerVersionMadeIsListedSealedAgainAndRevoked() {
        UUID newer = addNewer();
        assertThat(listed(newer).algorithm()).isNull();
        assertThat(listed(newer).algorithmName()).isEqualTo(NEWER);
        assertThat(database.keys().findAll(masterKey)).hasSize(3);
        assertThat(database.keys().read(masterKey).unopened().getFirst().cause())
                .isEqualTo(UnopenedKey.Cause.ALGORITHM);
        assertThat(changes.createMissing(masterKey, BY)).isZero();
        assertThat(changes.rotate(ES256, masterKey, BY).changed()).isTrue();

        String after = MasterKey.generate();
        assertThat(database.keyRewrap().rewrap(MasterKey.parse(after + " " + masterKeyText), BY))
                .isEqualTo(5);
        MasterKey next = MasterKey.parse(after);
        assertThat(database.keys().read(next).unopened().getFirst().cause()).isEqualTo(UnopenedKey.Cause.ALGORITHM);

        KeyRevocation revoked = changes.revoke(listed(newer), next, BY);
        assertThat(revoked.changed()).isTrue();
        assertThat(revoked.next()).isEmpty();
    }

    private UUID addNewer() {
        sql.sql("ALTER TABLE signing_keys DROP CONSTRAINT signing_keys_algorithm_known")
                .update();
        UUID id = UUID.randomUUID();
        byte[] publicKey = {1, 2, 3};
        sql.sql("""
                INSERT INTO signing_keys (id, algorithm, public_key, sealed_key, active_from)
                VALUES (:id, :algorithm, :publicKey, :sealed, now())
                """)
                .param("id", id)
                .param("algorithm", NEWER)
                .param("publicKey", publicKey)
                .param("sealed", masterKey.seal(new byte[] {4}, SealedKeys.context(id, NEWER, publicKey)))
                .update();
        return id;
    }

    private UUID damage(KeyAlgorithm algorithm) {
        UUID id = active(algorithm);
        sql.sql("UPDATE signing_keys SET sealed_key = sealed_key || '\\x00'::bytea WHERE id = :id")
                .param("id", id)
                .update();
        return id;
    }

    private UUID active(KeyAlgorithm algorithm) {
        return database.keys().list().stream()
                .filter(key -> key.algorithm() == algorithm && key.state() == State.ACTIVE)
                .findFirst()
                .orElseThrow()
                .id();
    }

    private KeyListing listed(UUID id) {
        return database.keys().find(id).orElseThrow();
    }
}
