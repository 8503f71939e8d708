package dev.latchkey.core.factor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.latchkey.core.key.DataKey;
import dev.latchkey.core.key.MasterKey;
import dev.latchkey.core.key.WrongMasterKeyException;
import org.junit.jupiter.api.Test;

/** A master key that is lost. */
class LostDataKeyIT extends AppOwner {

    /** As docs/keys.md says: without its signing keys the database gets a new master key. */
    @Test
    void aLostDataKeyGetsAnotherInItsPlaceOnceTheSigningKeysAreNew() {
        enrol();
        MasterKey other = MasterKey.parse(MasterKey.generate());
        sql.sql("DELETE FROM signing_keys").update();
        assertThatExceptionOfType(WrongMasterKeyException.class)
                .isThrownBy(() -> database.dataKeys().current(other));
        database.keyChanges().createMissing(other, BY);
        DataKey made = database.dataKeys().current(other);
        assertThat(database.dataKeys().current(other).id()).isEqualTo(made.id());
        assertThat(database.dataKeys().unopened(other)).hasSize(1).doesNotContain(made.id());
    }
}
