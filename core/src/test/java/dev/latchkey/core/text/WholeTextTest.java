package dev.latchkey.core.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.json.JsonMapper;

class WholeTextTest {

    private static final JsonFactory FACTORY = StrictJson.factory(8);
    private static final JsonMapper MAPPER = JsonMapper.builder(FACTORY).build();

    private static final List<String> BAD =
            List.of("\0", "a\0", "\ud800", "a\ud800b", "\udc00", "\udc00\ud800", "\ud800\ud800\udc00", "x\ud83d");

    @Test
    void halvesOfPairsAndNulAreNotWhole() {
        assertThat(BAD).noneMatch(WholeText::isWhole);
        assertThat(List.of("", "a", "\u0001", "\ud83d\ude00", "\ud83d\ude00\ud83d\ude00", "\ufffd", "ä"))
                .allMatch(WholeText::isWhole);
    }

    @Test
    void namesAndTextsCountHoweverDeep() {
        for (String bad : BAD) {
            assertThat(WholeText.isWholeIn(Map.of("a", List.of(1, Map.of("b", bad)))))
                    .isFalse();
            assertThat(WholeText.isWholeIn(List.of(Map.of(bad, true)))).isFalse();
        }
        assertThat(WholeText.isWholeIn(Map.of("a", List.of(1, true, "b", Map.of("c", 1.5)))))
                .isTrue();
        assertThat(WholeText.isWholeIn(null)).isTrue();
    }

    @Test
    void nestingIsBounded() {
        Object nested = "a";
        for (int i = 0; i < 64; i++) {
            nested = List.of(nested);
        }
        assertThat(WholeText.isWholeIn(nested)).isTrue();
        assertThat(WholeText.isWholeIn(List.of(nested))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"\\ud800\"",
                "\"\\u0000\"",
                "{\"a\\udc00\":1}",
                "[{\"a\":{\"\\u0000\":null}}]",
                "{\"a\":[1,\"\\ud800\\ud800\"]}",
                "\"\\udc00\\ud800\""
            })
    void strictJsonRefusesThemFromEverySource(String json) {
        assertThatThrownBy(() -> MAPPER.readTree(json)).isInstanceOf(JacksonException.class);
        assertThatThrownBy(() -> MAPPER.readTree(json.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(JacksonException.class);
        assertThatThrownBy(() -> MAPPER.readTree(new StringReader(json))).isInstanceOf(JacksonException.class);
        assertThatThrownBy(() -> MAPPER.readTree(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8))))
                .isInstanceOf(JacksonException.class);
        assertThatThrownBy(() -> MAPPER.readValue("{\"a\":" + json + "}", Named.class))
                .isInstanceOf(JacksonException.class);
    }

    @Test
    void halvesThatCameAsBytesAreRefusedToo() {
        byte[] json = "\"\u00ed\u00a0\u0080\"".getBytes(StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> MAPPER.readTree(json)).isInstanceOf(JacksonException.class);
    }

    @Test
    void theyAreRefusedInWhatIsSkipped() {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), "[[\"\\ud800\"]]")) {
            parser.nextToken();
            assertThatThrownBy(parser::skipChildren).isInstanceOf(JacksonException.class);
        }
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), "[[[1],{}]]")) {
            parser.nextToken();
            parser.skipChildren();
            assertThat(parser.nextToken()).isNull();
        }
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), "[[")) {
            parser.nextToken();
            assertThatThrownBy(parser::skipChildren).isInstanceOf(JacksonException.class);
        }
    }

    @Test
    void everythingElseIsReadAsItIs() {
        String json = "{\"a\":[1,true,null,\"\\ud83d\\ude00\\u0001\"],\"b\":{\"c\":{}}}";
        assertThat(MAPPER.readTree(json)).isEqualTo(JsonMapper.shared().readTree(json));
        assertThat(MAPPER.readValue("{\"a\":\"x\"}", Named.class)).isEqualTo(new Named("x"));
    }

    record Named(Object a) {}
}
