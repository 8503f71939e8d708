package dev.latchkey.core.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.core.account.InvalidValueException;
import org.junit.jupiter.api.Test;

/** The salt of a stored hash costs the server memory and time at each guess: it is bounded at import and at verification. */
class LongHashTest {

    private static String pbkdf2(int saltBytes) {
        return "{pbkdf2-sha256}$i=20000,l=32$" + HashText.encode(new byte[saltBytes]) + "$" + "A".repeat(43);
    }

    @Test
    void saltsHaveABound() {
        assertThat(ImportedHash.of(pbkdf2(128), HashBounds.DEFAULT)).isNotNull();
        assertThatThrownBy(() -> ImportedHash.of(pbkdf2(129), HashBounds.DEFAULT))
                .isInstanceOf(InvalidValueException.class);
        assertThatThrownBy(() -> ImportedHash.of(pbkdf2(10_000_000), HashBounds.DEFAULT))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("1024 characters");
    }

    @Test
    void whatLiesInTheTableHasTheSame() {
        assertThat(StoredHash.parse(pbkdf2(128))).isPresent();
        assertThat(StoredHash.parse(pbkdf2(129))).isEmpty();
    }

    @Test
    void aWeakHashIsNotHashedWeakly() {
        assertThatThrownBy(() -> ImportedHash.of(
                        "{argon2+digest}$md5$$argon2id$v=19$m=8,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$" + "A".repeat(43),
                        HashBounds.DEFAULT))
                .isInstanceOf(InvalidValueException.class);
    }
}
