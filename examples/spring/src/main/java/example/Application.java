package example;

import dev.latchkey.resource.ResourceMetadata;
import dev.latchkey.resource.StatusListValidator;
import java.util.Map;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.oauth2.server.resource.OAuth2ResourceServerConfigurer;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.web.BearerTokenAuthenticationEntryPoint;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

@SpringBootApplication
@RestController
public class Application {

    public static void main(String[] args) {
        SpringApplication.run(Application.class, args);
    }

    @Bean
    SecurityFilterChain api(
            HttpSecurity http,
            @Value("${spring.security.oauth2.resourceserver.jwt.issuer-uri}") String issuer,
            @Value("${spring.security.oauth2.resourceserver.jwt.audiences}") String audience)
            throws Exception {
        http.authorizeHttpRequests(requests -> {
            requests.requestMatchers("/users/me").hasAuthority("SCOPE_read");
            requests.requestMatchers("/users/me/items").hasAuthority("SCOPE_write");
            requests.anyRequest().authenticated();
        });
        http.oauth2ResourceServer(bearer -> {
            bearer.jwt(Customizer.withDefaults());
            if (!audience.equals(issuer)) {
                publish(bearer, issuer, ResourceMetadata.of(audience, issuer));
            }
        });
        // Whether a token was revoked could not be told, in a moment perhaps it can.
        http.headers(headers -> headers.addHeaderWriter((request, response) -> {
            if (response.getStatus() == 503) {
                response.setHeader("Retry-After", "5");
            }
        }));
        return http.build();
    }

    /**
     * Tells clients where to get tokens for this server (RFC 9728). Its name is the audience that tokens need here; without
     * this, Spring takes it from the Host header of the request.
     */
    private static void publish(
            OAuth2ResourceServerConfigurer<HttpSecurity> bearer, String issuer, ResourceMetadata metadata) {
        bearer.protectedResourceMetadata(published -> published.protectedResourceMetadataCustomizer(document ->
                document.resource(metadata.resource()).authorizationServer(issuer).scope("read").scope("write")));
        BearerTokenAuthenticationEntryPoint challenge = new BearerTokenAuthenticationEntryPoint();
        challenge.setResourceMetadataParameterResolver(request -> metadata.url());
        bearer.authenticationEntryPoint(challenge);
    }

    /** The line that refuses revoked tokens. Without it they are good until they expire. */
    @Bean
    StatusListValidator statusLists(@Value("${spring.security.oauth2.resourceserver.jwt.issuer-uri}") String issuer) {
        return new StatusListValidator(issuer);
    }

    @GetMapping("/users/me")
    Map<String, Object> me(@AuthenticationPrincipal Jwt token) {
        return Map.of("id", token.getSubject(), "username", String.valueOf(token.getClaimAsString("username")));
    }

    @PostMapping("/users/me/items")
    Map<String, Object> addItem(String item, @AuthenticationPrincipal Jwt token) {
        return Map.of("item", item, "owner", String.valueOf(token.getClaimAsString("username")));
    }
}
