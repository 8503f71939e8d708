package dev.latchkey.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResourceMetadataTest {

    private static final String ISSUER = "https://id.example";

    private static ResourceMetadata of(String resource) {
        return ResourceMetadata.of(resource, ISSUER, "read", "write");
    }

    /** RFC 9728, section 3.1. */
    @ParameterizedTest
    @CsvSource({
        "https://api.example, https://api.example/.well-known/oauth-protected-resource",
        "https://api.example/, https://api.example/.well-known/oauth-protected-resource",
        "https://api.example/mcp, https://api.example/.well-known/oauth-protected-resource/mcp",
        "https://api.example:8443/a/b/, https://api.example:8443/.well-known/oauth-protected-resource/a/b/",
        "https://api.example/v?k=1, https://api.example/.well-known/oauth-protected-resource/v?k=1"
    })
    void theDocumentIsBesideTheResource(String resource, String url) {
        assertThat(of(resource).url()).isEqualTo(url);
        assertThat(url.replaceAll("\\?.*", "")).endsWith(of(resource).path());
    }

    @Test
    void theDocumentNamesTheAuthorizationServer() throws Exception {
        Map<String, Object> document =
                JSONObjectUtils.parse(of("https://api.example/").json());
        assertThat(document)
                .isEqualTo(Map.of(
                        "resource", "https://api.example/",
                        "authorization_servers", List.of(ISSUER),
                        "bearer_methods_supported", List.of("header"),
                        "scopes_supported", List.of("read", "write")));
        assertThat(ResourceMetadata.of("https://api.example", ISSUER).json()).doesNotContain("scopes_supported");
    }

    @Test
    void everyChallengeNamesTheDocument() {
        ResourceMetadata metadata = of("https://api.example/mcp");
        String there = "resource_metadata=\"https://api.example/.well-known/oauth-protected-resource/mcp\"";
        assertThat(metadata.challenge()).isEqualTo("Bearer " + there);
        assertThat(metadata.challenge(Refusal.invalid("The token is not a JWT")))
                .isEqualTo("Bearer error=\"invalid_token\", error_description=\"The token is not a JWT\", " + there);
        assertThat(metadata.challenge(Refusal.unavailable("No keys")))
                .startsWith("Bearer error=\"temporarily_unavailable\"")
                .endsWith(there);
        assertThat(metadata.insufficientScope("read write"))
                .isEqualTo("Bearer error=\"insufficient_scope\", scope=\"read write\", " + there);
    }

    @ParameterizedTest
    @ValueSource(strings = {"api", "/api", "urn:api", "ftp://api.example", "https://api.example/#top", "https:///x"})
    void whatIsNoResourceIsRefused(String resource) {
        assertThatIllegalArgumentException().isThrownBy(() -> of(resource));
    }
}
