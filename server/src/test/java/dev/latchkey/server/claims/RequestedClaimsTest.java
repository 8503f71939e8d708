package dev.latchkey.server.claims;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.core.account.InvalidValueException;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestedClaimsTest {

    @Test
    void theExampleOfTheSpecificationIsRead() {
        RequestedClaims claims = RequestedClaims.parse("""
                {"userinfo": {"given_name": {"essential": true}, "nickname": null, "email": {"essential": true},
                              "email_verified": {"essential": true}, "picture": null,
                              "http://example.info/claims/groups": null},
                 "id_token": {"auth_time": {"essential": true},
                              "acr": {"values": ["urn:mace:incommon:iap:silver"]}}}
                """);
        assertThat(claims.userinfo()).containsExactly("email", "email_verified", "given_name", "nickname", "picture");
        assertThat(claims.idToken()).isEmpty();
        assertThat(claims.essentialAcr()).isEmpty();
        assertThat(claims.json())
                .isEqualTo("{\"userinfo\":{\"email\":null,\"email_verified\":null,\"given_name\":null,"
                        + "\"nickname\":null,\"picture\":null}}");
        assertThat(RequestedClaims.ofStored(claims.json())).isEqualTo(claims);
    }

    @Test
    void onlyAnEssentialAcrBinds() {
        assertThat(RequestedClaims.parse("{\"id_token\":{\"acr\":{\"essential\":true,\"values\":[\"a\",\"b\"]}}}")
                        .essentialAcr())
                .isEqualTo(Set.of("a", "b"));
        assertThat(RequestedClaims.parse("{\"id_token\":{\"acr\":{\"essential\":true,\"value\":\"a\"}}}")
                        .essentialAcr())
                .isEqualTo(Set.of("a"));
        for (String acr : new String[] {"null", "{\"value\":\"a\"}", "{\"essential\":false,\"value\":\"a\"}"}) {
            assertThat(RequestedClaims.parse("{\"id_token\":{\"acr\":" + acr + "}}")
                            .essentialAcr())
                    .as(acr)
                    .isEmpty();
        }
        assertThat(RequestedClaims.parse("{\"userinfo\":{\"acr\":{\"essential\":true,\"value\":\"a\"}}}")
                        .essentialAcr())
                .isEmpty();
    }

    @Test
    void aSubjectBindsWhereverItIs() {
        for (String member : new String[] {"userinfo", "id_token"}) {
            assertThat(RequestedClaims.parse("{\"" + member + "\":{\"sub\":{\"value\":\"alice\"}}}")
                            .subjects())
                    .as(member)
                    .containsExactly("alice");
        }
    }

    @Test
    void whatNoClaimIsAskedOfHasNoText() {
        for (String json : new String[] {
            "{}",
            " {\"userinfo\":null} ",
            "{\"id_token\":{}}",
            "{\"id_token\":{\"client_id\":null,\"scope\":null,\"x\":{\"a\":[{}]}}}",
            "{\"other\":[1,2,{\"name\":null}]}",
            "{\"userinfo\":{\"name#de\":null}}"
        }) {
            RequestedClaims claims = RequestedClaims.parse(json);
            assertThat(claims).as(json).isEqualTo(RequestedClaims.NONE);
            assertThat(claims.json()).isNull();
        }
        assertThat(RequestedClaims.ofStored(null)).isEqualTo(RequestedClaims.NONE);
        assertThat(RequestedClaims.ofStored("[]")).isEqualTo(RequestedClaims.NONE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"id_token\":{\"sub\":{\"value\":\"a\\ud800\"}}}",
                "{\"id_token\":{\"sub\":{\"values\":[\"\\u0000\"]}}}",
                "{\"x\":[{\"\\udc00\":1}]}"
            })
    void aTextThatIsNotWholeIsRefused(String json) {
        assertThatThrownBy(() -> RequestedClaims.parse(json))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("half a surrogate pair");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "true",
                "1",
                "\"{}\"",
                "[]",
                "{",
                "{}{}",
                "{} x",
                "{'userinfo':{}}",
                "{\"userinfo\":{},\"userinfo\":{}}",
                "{\"userinfo\":{\"name\":null,\"name\":{}}}",
                "{\"userinfo\":[]}",
                "{\"id_token\":\"name\"}",
                "{\"id_token\":{\"name\":true}}",
                "{\"id_token\":{\"name\":[]}}",
                "{\"id_token\":{\"acr\":{\"essential\":\"true\"}}}",
                "{\"id_token\":{\"acr\":{\"values\":\"urn:latchkey:1\"}}}",
                "{\"x\":\"\u0000\"}",
                "{\"x\":NaN}",
                "{/* */}",
                "\uFEFF{}"
            })
    void anythingElseIsRefused(String json) {
        assertRefused(json);
    }

    @Test
    void depthAndLengthAreBounded() {
        assertRefused("{\"x\":" + "[".repeat(500) + "]".repeat(500) + "}");
        assertRefused("{\"a\":".repeat(150) + "1" + "}".repeat(150));
        assertRefused("[".repeat(1024));
        assertRefused("{}" + " ".repeat(4095));
        assertRefused("{\"x\":\"" + "é".repeat(2045) + "\"}");
        assertRefused("{\"x\":\"" + "a".repeat(10_000_000) + "\"}");
        assertRefused("{\"x\":" + "9".repeat(1010) + "}");
        assertThat(RequestedClaims.parse("{}" + " ".repeat(4094))).isEqualTo(RequestedClaims.NONE);
        assertThat(RequestedClaims.parse("{\"x\":1e999999999}")).isEqualTo(RequestedClaims.NONE);
    }

    private static void assertRefused(String json) {
        assertThatThrownBy(() -> RequestedClaims.parse(json))
                .as(json)
                .isExactlyInstanceOf(InvalidValueException.class)
                .hasMessageMatching("The (member|claims parameter) .*|A member of .*");
    }
}
