package dev.latchkey.core.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UserClaimsTest {

    private static final UserClaims CLAIMS = UserClaims.NONE
            .with("given_name", "Zoë")
            .with("picture", "https://a.example/p.png")
            .with("phone_number_verified", "true")
            .with("address.country", "NL")
            .with("address.formatted", "Street 1\nTown");

    @Test
    void claimsAreJsonAndBack() {
        assertThat(CLAIMS.json())
                .isEqualTo("{\"address\":{\"country\":\"NL\",\"formatted\":\"Street 1\\nTown\"},\"given_name\":\"Zoë\","
                        + "\"phone_number_verified\":true,\"picture\":\"https://a.example/p.png\"}");
        assertThat(UserClaims.read(CLAIMS.json())).isEqualTo(CLAIMS);
        assertThat(UserClaims.read("{}")).isEqualTo(UserClaims.NONE);
        assertThat(CLAIMS.values()).containsEntry("phone_number_verified", true);
        assertThat(CLAIMS.values().get("address")).isEqualTo(Map.of("country", "NL", "formatted", "Street 1\nTown"));
    }

    @Test
    void anEmptyValueTakesAClaimAway() {
        UserClaims less = CLAIMS.with("given_name", "")
                .with("picture", "")
                .with("phone_number_verified", "")
                .with("address.country", "");
        assertThat(less.json()).isEqualTo("{\"address\":{\"formatted\":\"Street 1\\nTown\"}}");
        assertThat(less.with("address.formatted", "")).isEqualTo(UserClaims.NONE);
    }

    @Test
    void whatANewerVersionWroteIsLeftOut() {
        assertThat(UserClaims.read(
                        "{\"given_name\":\"A\",\"hobby\":\"chess\",\"address\":{\"planet\":\"Mars\"},\"n\":[1,{}]}"))
                .isEqualTo(UserClaims.NONE.with("given_name", "A"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sub",
                "iss",
                "aud",
                "client_id",
                "scope",
                "sid",
                "email",
                "email_verified",
                "name",
                "preferred_username",
                "updated_at",
                "role",
                "address",
                "address.planet",
                "Given_name",
                ""
            })
    void onlyTheStandardClaimsThatNothingElseSaysAreClaims(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> UserClaims.NONE.with(name, "x"));
    }

    @ParameterizedTest
    @CsvSource({
        "picture, javascript:alert(1)",
        "website, app.example",
        "phone_number_verified, yes",
        "profile, https://a b",
        "birthdate, 1990-02-30",
        "birthdate, 1990-1-1",
        "birthdate, 01/02/1990",
        "birthdate, 1990-01-01T00:00:00Z",
        "birthdate, 19900101",
        "birthdate, 1990-01",
        "birthdate, -1990",
        "zoneinfo, Mars/Phobos",
        "zoneinfo, +01:00",
        "zoneinfo, europe/paris"
    })
    void aValueIsOfTheTypeOfItsClaim(String name, String value) {
        assertThatIllegalArgumentException().isThrownBy(() -> UserClaims.NONE.with(name, value));
    }

    @ParameterizedTest
    @CsvSource({
        "birthdate, 1990-12-31",
        "birthdate, 0000-02-29",
        "birthdate, 1990",
        "zoneinfo, Europe/Paris",
        "zoneinfo, America/Argentina/Buenos_Aires"
    })
    void aBirthdateMayBeWithoutItsYearOrItsDayAndAZoneHasAName(String name, String value) {
        assertThat(UserClaims.NONE.with(name, value).values()).containsEntry(name, value);
        assertThat(UserClaims.NONE.with(name, value).with(name, "")).isEqualTo(UserClaims.NONE);
    }

    @Test
    void aValueIsBoundedText() {
        assertThat(UserClaims.NONE.with("nickname", "🦊".repeat(500)).values()).hasSize(1);
        for (String bad : java.util.List.of("x".repeat(501), "a\u0000b", "a\rb", "\ud800")) {
            assertThatIllegalArgumentException().isThrownBy(() -> UserClaims.NONE.with("nickname", bad));
        }
    }
}
