package dev.latchkey.core.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.core.family.Scopes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GroupTest {

    @ParameterizedTest
    @ValueSource(strings = {"ops", "/team/blue", "a.b_c-d", "0", "OPS"})
    void aNameIsOfPlainCharacters(String name) {
        assertThat(new Group(name, Scopes.NONE).name()).isEqualTo(name);
    }

    /** Kubernetes gives system:masters every right. */
    @ParameterizedTest
    @ValueSource(strings = {"", "-a", "system:masters", "a b", "a,b", "ä", "a\"b", "a\n"})
    void noOtherNameIsAllowed(String name) {
        assertThatThrownBy(() -> new Group(name, Scopes.NONE)).hasMessageContaining("A-Z a-z 0-9 . _ / -");
    }

    @Test
    void aNameHasAtMost128Characters() {
        assertThat(new Group("a".repeat(128), Scopes.NONE).name()).hasSize(128);
        assertThatThrownBy(() -> new Group("a".repeat(129), Scopes.NONE)).hasMessageContaining("128");
    }

    @Test
    void scopesOfOpenIdConnectAreNotForGroups() {
        assertThatThrownBy(() -> new Group("ops", Scopes.parse("read openid groups")))
                .hasMessageContaining("groups openid");
    }
}
