package dev.latchkey.server.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.security.web.firewall.StrictHttpFirewall;

class HeaderValuesTest {

    /** The rule of {@link StrictHttpFirewall}. */
    private static final Pattern RULE = Pattern.compile("[\\p{IsAssigned}&&[[^\\p{IsControl}]||\\t]]*");

    @Test
    void eachCharacterIsAllowedAsTheFrameworkAllowsIt() {
        for (int point = 0; point <= Character.MAX_CODE_POINT; point++) {
            String value = "a" + Character.toString(point) + "b";
            assertThat(HeaderValues.areAllowed(value))
                    .as("U+%04X", point)
                    .isEqualTo(RULE.matcher(value).matches());
        }
    }

    @Test
    void noCharacterIsOverlookedBehindAnother() {
        assertThat(HeaderValues.areAllowed("é\r")).isFalse();
        assertThat(HeaderValues.areAllowed("a\ré")).isFalse();
        assertThat(HeaderValues.areAllowed("a\té")).isTrue();
        assertThat(HeaderValues.areAllowed("\uD800"))
                .isEqualTo(RULE.matcher("\uD800").matches());
        assertThat(HeaderValues.areAllowed("")).isTrue();
    }
}
