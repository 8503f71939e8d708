package dev.latchkey.core.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.latchkey.core.family.Scopes;
import java.math.BigDecimal;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClaimsTest {

    @Test
    void aValueIsJsonWhereItIsANumberATruthOrBeginsLikeJsonAndElseText() {
        assertThat(Claims.value("web_user")).isEqualTo("web_user");
        assertThat(Claims.value("3")).isEqualTo(3L);
        assertThat(Claims.value("-1.50")).isEqualTo(new BigDecimal("-1.5"));
        assertThat(Claims.value("1e3")).isEqualTo(1000L);
        assertThat(Claims.value("-0")).isEqualTo(0L);
        assertThat(Claims.value("9007199254740991")).isEqualTo(9_007_199_254_740_991L);
        assertThat(Claims.value("true")).isEqualTo(true);
        assertThat(Claims.value("[\"a\",1,false]")).isEqualTo(List.of("a", 1L, false));
        assertThat(Claims.value("{\"x-hasura-default-role\":\"user\"}"))
                .isEqualTo(Map.of("x-hasura-default-role", "user"));
    }

    @Test
    void quotationMarksMakeItText() {
        assertThat(Claims.value("\"3\"")).isEqualTo("3");
        assertThat(Claims.value("\"true\"")).isEqualTo("true");
        assertThat(Claims.value("\"null\"")).isEqualTo("null");
        assertThat(Claims.value("\"{}\"")).isEqualTo("{}");
        assertThat(Claims.value("\"\"")).isEqualTo("");
        assertThat(Claims.value("\"say \\\"hi\\\"\"")).isEqualTo("say \"hi\"");
    }

    @Test
    void whatOnlyLooksLikeJsonIsText() {
        for (String text :
                List.of("01234", "1.", ".5", "+1", "0x1F", "NaN", "Infinity", "True", "tRUE", " 5", "1 2", "é"))
            assertThat(Claims.value(text)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "{x-hasura-default-role: user}",
                "{\"a\":1",
                "[1,2",
                "[1]]",
                "[1] [2]",
                "\"a",
                "\"a\"b",
                "[null]",
                "{\"a\":null}",
                "{\"a\":1,\"a\":2}",
                "[NaN]",
                "[[[[[1]]]]]",
                "{\"a\":{\"a\":{\"a\":{\"a\":1}}}}",
                "9007199254740992",
                "1e400",
                "1e-400",
                "1e999999999",
                "0.12345678901234567890",
                "12345678901234567890123456789012345678901234567890",
                "a\nb",
                "[\"a\\r\\nSet-Cookie: x\"]",
                "[\"\\u0000\"]",
                "[\"\\ud800\"]",
                "{\"a\\u0000\":1}",
                "a\u007f",
            })
    void aValueThatNotEveryProgramReadsTheSameIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Claims.value(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "iss",
                "sub",
                "aud",
                "exp",
                "nbf",
                "iat",
                "jti",
                "client_id",
                "scope",
                "username",
                "sid",
                "status",
                "active",
                "token_type",
                "scp",
                "cnf",
                "act",
                "may_act",
                "acr",
                "amr",
                "auth_time",
                "azp",
                "nonce",
                "roles",
                "groups",
                "entitlements",
                "email",
                "email_verified",
                "name",
                "preferred_username",
                "events",
                "vct",
                "authorization_details",
                "_sd",
                "Sub",
                "ISS",
                "Scope",
                "USERNAME",
                "consumerplmnid",
            })
    void aNameThatMeansSomethingAlreadyIsRefused(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Claims.NONE.with(name, "x"))
                .withMessageContaining("hoose another name");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "sub ", "\tsub", "a\"b", "a\\b", "a=b", "rôle", "sub\u200b", "a\nb", "ſub"})
    void aNameIsVisibleAscii(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> Claims.NONE.with(name, "x"));
    }

    @Test
    void urlsAndOtherNamesAreFine() {
        for (String name : List.of("role", "tenant", "https://hasura.io/jwt/claims", "urn:x:y", "a".repeat(128)))
            assertThat(Claims.NONE.with(name, "x").values()).containsEntry(name, "x");
        assertThatIllegalArgumentException().isThrownBy(() -> Claims.NONE.with("a".repeat(129), "x"));
    }

    @Test
    void thereAreNotManyAndNotLongOnes() {
        Claims full = IntStream.range(0, 16)
                .boxed()
                .reduce(Claims.NONE, (claims, i) -> claims.with("c" + i, "x"), (one, other) -> one);
        assertThatIllegalArgumentException().isThrownBy(() -> full.with("one-more", "x"));
        assertThat(full.with("c3", "y").values()).hasSize(16).containsEntry("c3", "y");
        assertThat(full.without("c3").with("one-more", "x").values()).hasSize(16);
        assertThatIllegalArgumentException().isThrownBy(() -> Claims.NONE.with("a", "x".repeat(2048)));
        assertThatIllegalArgumentException().isThrownBy(() -> Claims.NONE.with("a", "é".repeat(1024)));
    }

    @Test
    void whatTheDatabaseHasAndIsNotAllowedIsLeftOut() {
        assertThat(Claims.read("""
                {"role": "web_user", "Sub": "root", "roles": ["admin"], "scp": "write", "none": null, "deep": [[[[[[1]]]]]],
                 "big": 1e300, "a b": 1, "n": 1.0, "o": {"k": ["v"]}}""").values())
                .isEqualTo(Map.of("role", "web_user", "n", 1L, "o", Map.of("k", List.of("v"))));
        assertThat(Claims.read("{}")).isSameAs(Claims.NONE);
        assertThat(Claims.read("[]")).isSameAs(Claims.NONE);
    }

    @Test
    void whatIsWrittenIsReadTheSame() {
        Claims claims = Claims.NONE
                .with("t", Claims.value("\"q\\\"uote\""))
                .with("n", Claims.value("1.25"))
                .with("deepest", Claims.value("[[{\"a\":1}]]"))
                .with("https://hasura.io/jwt/claims", Claims.value("{\"x-hasura-allowed-roles\":[\"user\"]}"));
        assertThat(claims.json())
                .isEqualTo(
                        "{\"deepest\":[[{\"a\":1}]],\"https://hasura.io/jwt/claims\":{\"x-hasura-allowed-roles\":[\"user\"]},\"n\":1.25,\"t\":\"q\\\"uote\"}");
        assertThat(Claims.read(claims.json())).isEqualTo(claims);
    }

    @Test
    void tokensFitIntoAHeader() {
        Claims claims = Claims.NONE.with("a", "x".repeat(2000));
        sized("s".repeat(2500), List.of(), claims).requireTokensThatFit();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> sized("s".repeat(2700), List.of(), claims).requireTokensThatFit());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> sized("s", List.of("https://" + "a".repeat(3000)), claims)
                        .requireTokensThatFit());
    }

    private static NewClient sized(String scope, List<String> audiences, Claims claims) {
        return NewClient.confidential("app")
                .grants(EnumSet.complementOf(EnumSet.of(GrantType.AUTHORIZATION_CODE)))
                .scopes(Scopes.parse(scope))
                .audiences(audiences)
                .claims(claims)
                .build();
    }
}
