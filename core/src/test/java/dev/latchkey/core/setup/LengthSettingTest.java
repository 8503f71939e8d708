package dev.latchkey.core.setup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.credential.HashBounds;
import dev.latchkey.core.key.KeySchedule;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LengthSettingTest {

    @Test
    void theVariableIsNamedAfterTheProperty() {
        assertThat(LengthSetting.STATUS_LIST_TTL.property()).isEqualTo("latchkey.status-list.ttl");
        assertThat(LengthSetting.STATUS_LIST_TTL.variable()).isEqualTo("LATCHKEY_STATUS_LIST_TTL");
    }

    @Test
    void bothEndsAreAllowedAndNothingBeyond() {
        assertThat(LengthSetting.CLOCK_MAX_DIFFERENCE.accepts(Duration.ofSeconds(1)))
                .isTrue();
        assertThat(LengthSetting.CLOCK_MAX_DIFFERENCE.accepts(Duration.ofDays(365)))
                .isTrue();
        assertThat(LengthSetting.CLOCK_MAX_DIFFERENCE.accepts(Duration.ofDays(366)))
                .isFalse();
        assertThat(LengthSetting.CLOCK_MAX_DIFFERENCE.accepts(Duration.ZERO)).isFalse();
        assertThat(LengthSetting.AUDIT_KEEP.accepts(Duration.ofDays(29))).isFalse();
    }

    @Test
    void onlyWhatMayBeSwitchedOffMayBeZero() {
        assertThat(LengthSetting.AUDIT_KEEP.accepts(Duration.ZERO)).isTrue();
        assertThat(LengthSetting.KEY_ROTATE_AFTER.accepts(Duration.ZERO)).isTrue();
        assertThat(LengthSetting.STATUS_LIST_TTL.accepts(Duration.ZERO)).isFalse();
        assertThat(LengthSetting.STATUS_LIST_TTL.accepts(Duration.ofMillis(1500)))
                .isFalse();
    }

    @Test
    void theDefaultsAreThoseOfTheDomain() {
        assertThat(Defaults.KEY_ROTATE_AFTER)
                .isEqualTo(KeySchedule.DEFAULT.rotateAfter().toDays() + "d");
        assertThat(HashBounds.parse(Defaults.PASSWORD_MAX_HASH_MEMORY)).isEqualTo(HashBounds.DEFAULT);
    }
}
