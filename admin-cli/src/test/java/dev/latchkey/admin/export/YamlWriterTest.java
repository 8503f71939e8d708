package dev.latchkey.admin.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.admin.config.YamlReader;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written is read as what it was. */
class YamlWriterTest {

    private static final String CHARACTERS = "ab1 :#-?,[]{}&*!|>'\"%@`~=.\\/_+é\u00a0\u2028😀\t\n\u200b";

    private static Object read(String yaml) {
        return YamlReader.read("it.yaml", Path.of(""), yaml).plain();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "yes",
                "No",
                "on",
                "OFF",
                "y",
                "N",
                "true",
                "null",
                "Null",
                "~",
                "",
                " ",
                " a",
                "a ",
                "12",
                "1e3",
                "0x1f",
                "1:20",
                "2027-01-31",
                "-",
                "- a",
                "a: b",
                "a:",
                "a #b",
                "#a",
                "*a",
                "&a",
                "!a",
                "%a",
                "@a",
                "`a",
                "{a",
                "[a",
                "'",
                "\"",
                "\\",
                ".5",
                "+1",
                "=",
                "<<",
                "a\nb",
                "a\tb",
                "é",
                "\u200b",
                "|",
                ">",
                "?",
                "a,b"
            })
    void ambiguousTextsAreQuoted(String text) {
        assertThat(YamlWriter.text(text)).matches("(?s)[\"'].*[\"']");
        assertThat(read(YamlWriter.write(Map.of("a", text)))).isEqualTo(Map.of("a", text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "shop",
                "https://shop.example:8443/cb?a=b&c",
                "Read your orders",
                "client_credentials",
                "_1",
                "a@b.example"
            })
    void plainTextsAreNot(String text) {
        assertThat(YamlWriter.text(text)).isEqualTo(text);
    }

    @Test
    void aDocumentLooksLikeThis() {
        Map<String, Object> client = new LinkedHashMap<>();
        client.put("client_id", "shop");
        client.put("rotation", "off");
        client.put("scopes", List.of("read", "write"));
        client.put("audiences", List.of());
        client.put("claims", Map.of("role", Map.of("level", List.of(1L, new BigDecimal("0.5")))));
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("version", 1L);
        document.put("clients", List.of(client));
        assertThat(YamlWriter.write(document)).isEqualTo("""
                version: 1
                clients:
                  - client_id: shop
                    rotation: "off"
                    scopes:
                      - read
                      - write
                    audiences: []
                    claims:
                      role:
                        level:
                          - 1
                          - 0.5
                """);
    }

    @Test
    void everyDocumentIsReadAsWhatItWas() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int i = 0; i < 2000; i++) {
            Map<String, Object> document = map(random, 4);
            assertThat(read(YamlWriter.write(document))).as("seed " + seed).isEqualTo(document);
            assertThat(read(PrettyJson.write(document))).as("seed " + seed).isEqualTo(document);
        }
    }

    private static Map<String, Object> map(Random random, int levels) {
        Map<String, Object> map = new LinkedHashMap<>();
        int size = 1 + random.nextInt(4);
        for (int i = 0; i < size; i++) {
            map.put(text(random), value(random, levels - 1));
        }
        return map;
    }

    private static Object value(Random random, int levels) {
        return switch (random.nextInt(levels == 0 ? 4 : 6)) {
            case 0 -> (long) random.nextInt();
            case 1 -> random.nextBoolean();
            case 2 -> new BigDecimal(random.nextInt(1_000_000) + ".5");
            case 3 -> text(random);
            case 4 -> map(random, levels);
            default -> {
                List<Object> list = new ArrayList<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    list.add(value(random, levels - 1));
                }
                yield list;
            }
        };
    }

    private static String text(Random random) {
        int[] characters = CHARACTERS.codePoints().toArray();
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(6); i > 0; i--) {
            text.appendCodePoint(characters[random.nextInt(characters.length)]);
        }
        return text.toString();
    }
}
