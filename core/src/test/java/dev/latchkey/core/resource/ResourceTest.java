package dev.latchkey.core.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.latchkey.core.family.Scopes;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResourceTest {

    private static final Scopes READ = Scopes.parse("read");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://api.example",
                "https://api.example/",
                "https://api.example:8443/mcp",
                "https://[2001:db8::1]/",
                "https://api.example/a/b?tenant=%20x",
                "http://localhost:8000/mcp",
                "http://127.0.0.1",
                "http://[::1]:1/"
            })
    void anAbsoluteUriIsTakenAsItIs(String uri) {
        assertThat(new Resource(uri, READ).uri()).isEqualTo(uri);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "api.example",
                "/mcp",
                "urn:api",
                "ftp://api.example/",
                "http://api.example/",
                "http://localhost.example/",
                "https://",
                "https:///path",
                "https://API.example/",
                "https://user@api.example/",
                "https://api.example/#top",
                "https://api.example/a b",
                "https://api.example/%zz",
                "https://api.example\\evil",
                "https://api.example/é"
            })
    void everythingElseIsRefused(String uri) {
        assertThatIllegalArgumentException().isThrownBy(() -> new Resource(uri, READ));
    }

    @Test
    void aUriHasAtMost512Characters() {
        String longest = "https://api.example/" + "x".repeat(492);
        assertThat(new Resource(longest, READ).uri()).hasSize(512);
        assertThatIllegalArgumentException().isThrownBy(() -> new Resource(longest + "x", READ));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "openid", "read offline_access"})
    void aResourceHasScopesOfItsOwn(String scopes) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Resource("https://api.example", Scopes.parse(scopes)));
    }

    @Test
    void aNameCanBeSeen() {
        assertThat(new Resource("https://api.example", READ, "Käse & Co").name())
                .isEqualTo("Käse & Co");
        for (String name : List.of("", " ", " a", "a\n", "a\u202eb", "x".repeat(101))) {
            assertThatIllegalArgumentException().isThrownBy(() -> new Resource("https://api.example", READ, name));
        }
    }
}
