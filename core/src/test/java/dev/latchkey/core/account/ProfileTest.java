package dev.latchkey.core.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ProfileTest {

    @Test
    void emptyTextsCountAsNone() {
        assertThat(Profile.parse("", "  ")).isEqualTo(Profile.EMPTY);
        assertThat(Profile.parse(null, null)).isEqualTo(Profile.EMPTY);
    }

    @Test
    void spaceAroundIsTakenOff() {
        assertThat(Profile.parse(" a@example.com ", " Ada Lovelace "))
                .isEqualTo(new Profile("a@example.com", "Ada Lovelace"));
    }

    @Test
    void onlyTheShapeOfAnAddressIsChecked() {
        for (String email : List.of("a@b", "a+tag@example.com", "ö@exämple.de", "\"a@b\"@example.com")) {
            assertThat(Profile.parse(email, null).email()).isEqualTo(email);
        }
        for (String email : List.of(
                "a",
                "@example.com",
                "a@",
                "a b@example.com",
                "a\n@example.com",
                "a\0@b",
                "a@b\uD800",
                "a\u202E@b",
                "a\u00A0b@c",
                "a\uFE0F@b",
                "a@b\u3164",
                "a\u200B@b")) {
            assertRefused("email", email, null);
        }
    }

    @Test
    void anAddressHasAtMost254Bytes() {
        String local = "a".repeat(242);
        assertThat(Profile.parse(local + "@example.com", null).email()).hasSize(254);
        assertRefused("email", local + "a@example.com", null);
        assertRefused("email", "ö".repeat(125) + "@b.de", null);
    }

    @Test
    void aNameHasAtMost200CodePointsAndNoneThatHides() {
        assertThat(Profile.parse(null, "𝒜".repeat(200)).fullName()).isNotNull();
        assertRefused("full_name", null, "𝒜".repeat(201));
        for (String name : List.of(
                "a\nb",
                "a\u001Bb",
                "a\0b",
                "a\u202Eb",
                "a\u2066b",
                "a\uD800b",
                "a\u2028b",
                "\u3164",
                "\u2800 \u00A0")) {
            assertRefused("full_name", null, name);
        }
    }

    private static void assertRefused(String field, @Nullable String email, @Nullable String fullName) {
        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> Profile.parse(email, fullName))
                .matches(e -> e.field().equals(field));
    }
}
