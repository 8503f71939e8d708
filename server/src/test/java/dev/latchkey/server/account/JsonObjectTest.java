package dev.latchkey.server.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.core.account.InvalidValueException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class JsonObjectTest {

    private static JsonObject of(String json) {
        return JsonObject.of(JsonMapper.shared().readTree(json));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\ud800", "a\\udc00b", "\\u0000"})
    void aTextThatIsNotWholeIsRefusedByTheNameOfItsMember(String text) {
        JsonObject object = of("{\"a\":\"" + text + "\",\"b\":\"c\"}");
        assertThatThrownBy(() -> object.required("a"))
                .isInstanceOfSatisfying(
                        InvalidValueException.class,
                        invalid -> assertThat(invalid.field()).isEqualTo("a"));
        assertThatThrownBy(() -> object.textOr("a", null)).isInstanceOf(InvalidValueException.class);
        assertThat(object.required("b")).isEqualTo("c");
    }

    @Test
    void wholePairsStay() {
        assertThat(of("{\"a\":\"\\ud83d\\ude00\"}").required("a")).isEqualTo("\ud83d\ude00");
    }
}
