package example;

import dev.latchkey.resource.DpopProofFactory;
import dev.latchkey.resource.ResourceMetadata;
import dev.latchkey.resource.StatusListValidator;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.http.HttpStatus;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.ObjectPostProcessor;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.oauth2.server.resource.OAuth2ResourceServerConfigurer;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.BearerTokenError;
import org.springframework.security.oauth2.server.resource.authentication.DPoPAuthenticationProvider;
import org.springframework.security.oauth2.server.resource.web.BearerTokenAuthenticationEntryPoint;
import org.springframework.security.oauth2.server.resource.web.DPoPAuthenticationEntryPoint;
import org.springframework.security.oauth2.server.resource.web.authentication.BearerTokenAuthenticationFilter;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.AuthenticationFailureHandler;
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
            @Value("${spring.security.oauth2.resourceserver.jwt.audiences}") String audience,
            @Value("${ORIGIN:http://localhost:8000}") String origin)
            throws Exception {
        http.authorizeHttpRequests(requests -> {
            // Else an error of this program would become a 401.
            requests.dispatcherTypeMatchers(DispatcherType.ERROR).permitAll();
            requests.requestMatchers("/users/me").hasAuthority("SCOPE_read");
            requests.requestMatchers("/users/me/items").hasAuthority("SCOPE_write");
            requests.anyRequest().authenticated();
        });
        http.oauth2ResourceServer(server -> {
            BearerTokenAuthenticationEntryPoint challenge = new BearerTokenAuthenticationEntryPoint();
            server.jwt(Customizer.withDefaults()).authenticationEntryPoint(challenge);
            server.dPoP(proofs ->
                    proofs.authenticationFailureHandler(unlessUnavailable(new DPoPAuthenticationEntryPoint())));
            server.withObjectPostProcessor(proofs(origin));
            server.withObjectPostProcessor(bearers(unlessUnavailable(challenge)));
            if (!audience.equals(issuer)) {
                publish(server, issuer, challenge, ResourceMetadata.of(audience, issuer));
            }
        });
        return http.build();
    }

    /** 503 where keys or status lists of the issuer cannot be had now: after a 401, clients discard a good token. */
    private static AuthenticationFailureHandler unlessUnavailable(AuthenticationEntryPoint otherwise) {
        return (request, response, failure) -> {
            boolean unavailable = failure instanceof AuthenticationServiceException
                    || (failure instanceof OAuth2AuthenticationException refusal
                            && refusal.getError() instanceof BearerTokenError error
                            && error.getHttpStatus() == HttpStatus.SERVICE_UNAVAILABLE);
            if (unavailable) {
                response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
                response.setHeader("Retry-After", "5");
            } else {
                otherwise.commence(request, response, failure);
            }
        };
    }

    private static ObjectPostProcessor<BearerTokenAuthenticationFilter> bearers(AuthenticationFailureHandler failures) {
        return new ObjectPostProcessor<>() {
            @Override
            public <O extends BearerTokenAuthenticationFilter> O postProcess(O filter) {
                filter.setAuthenticationFailureHandler(failures);
                return filter;
            }
        };
    }

    /**
     * Tells clients where to get tokens for this server (RFC 9728). Its name is the audience that tokens need here; without
     * this, Spring takes it from the Host header of the request.
     */
    private static void publish(
            OAuth2ResourceServerConfigurer<HttpSecurity> bearer,
            String issuer,
            BearerTokenAuthenticationEntryPoint challenge,
            ResourceMetadata metadata) {
        bearer.protectedResourceMetadata(published ->
                published.protectedResourceMetadataCustomizer(document -> document.resource(metadata.resource())
                        .authorizationServer(issuer)
                        .scope("read")
                        .scope("write")));
        challenge.setResourceMetadataParameterResolver(request -> metadata.url());
    }

    /** Verifies the proofs of tokens that are bound to a key. The origin is that of this program, as clients know it. */
    private static ObjectPostProcessor<DPoPAuthenticationProvider> proofs(String origin) {
        DpopProofFactory proofs = new DpopProofFactory(origin);
        return new ObjectPostProcessor<>() {
            @Override
            public <O extends DPoPAuthenticationProvider> O postProcess(O provider) {
                provider.setDPoPProofVerifierFactory(proofs);
                return provider;
            }
        };
    }

    /** The line that refuses revoked tokens. Without it they are good until they expire. */
    @Bean
    StatusListValidator statusLists(@Value("${spring.security.oauth2.resourceserver.jwt.issuer-uri}") String issuer) {
        return StatusListValidator.withProofs(issuer);
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
