package dev.latchkey.server.dpop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What is the same URL, and what only looks like it. */
class TargetUriTest {

    private static final String EXPECTED = "https://id.example/base/oauth2/token";

    @Test
    void otherSpellingsOfTheSameUrlAreTheSame() {
        for (String htu : List.of(
                EXPECTED,
                EXPECTED + "?a=b",
                EXPECTED + "#fragment",
                "HTTPS://ID.Example:443/base/oauth2/token",
                "https://id.example/base/%6Fauth2/token",
                "https://id.example/base/x/../oauth2/./token")) {
            assertThat(TargetUri.isSame(htu, EXPECTED)).as(htu).isTrue();
        }
        assertThat(TargetUri.isSame("https://id.example", "https://id.example/"))
                .isTrue();
        assertThat(TargetUri.isSame("http://localhost:80/a%2fb", "http://localhost/a%2Fb"))
                .isTrue();
    }

    @Test
    void otherUrlsAreOthers() {
        for (String htu : List.of(
                "",
                "/base/oauth2/token",
                "//id.example/base/oauth2/token",
                "http://id.example/base/oauth2/token",
                "https://id.example:8443/base/oauth2/token",
                "https://evil.example/base/oauth2/token",
                "https://id.example@evil.example/base/oauth2/token",
                "https://user@id.example/base/oauth2/token",
                "https://id.example/base/oauth2/Token",
                "https://id.example/base/oauth2/token/",
                "https://id.example/base/oauth2%2Ftoken",
                "https://id.example/oauth2/token",
                "https://id.example/base/oauth2/ token",
                "mailto:id.example")) {
            assertThat(TargetUri.isSame(htu, EXPECTED)).as(htu).isFalse();
        }
    }
}
