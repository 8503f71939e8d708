package dev.latchkey.bench.peer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Principal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2RefreshToken;
import org.springframework.security.oauth2.server.authorization.JdbcOAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.client.InMemoryRegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.settings.TokenSettings;

/**
 * The authorization server that Spring Boot configures by itself, with tokens in PostgreSQL. In its favour: the client is
 * in memory, its secret is not hashed, and tokens have the indexes that Spring's schema leaves out.
 */
@SpringBootApplication
public class Peer {

    /** Enough for all connections of a comparison, several times. */
    private static final int SESSIONS = 1000;

    private static final Set<String> SCOPES = Set.of("read", "write");

    Peer() {}

    public static void main(String[] args) {
        SpringApplication.run(Peer.class, args);
    }

    @Bean
    RegisteredClient client() {
        return RegisteredClient.withId("bench")
                .clientId("bench")
                .clientSecret("secret")
                .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
                .authorizationGrantType(AuthorizationGrantType.CLIENT_CREDENTIALS)
                .authorizationGrantType(AuthorizationGrantType.REFRESH_TOKEN)
                .scopes(scopes -> scopes.addAll(SCOPES))
                .tokenSettings(TokenSettings.builder()
                        .reuseRefreshTokens(false)
                        .refreshTokenTimeToLive(Duration.ofDays(14))
                        .build())
                .build();
    }

    /** None, or Spring would hash the secret with bcrypt, 50 ms for each request. */
    @Bean
    PasswordEncoder encoder() {
        return new PasswordEncoder() {
            @Override
            public String encode(@Nullable CharSequence secret) {
                return Objects.toString(secret);
            }

            @Override
            public boolean matches(@Nullable CharSequence secret, @Nullable String encoded) {
                return Objects.toString(secret).equals(encoded);
            }
        };
    }

    @Bean
    RegisteredClientRepository clients(RegisteredClient client) {
        return new InMemoryRegisteredClientRepository(client);
    }

    @Bean
    OAuth2AuthorizationService authorizations(JdbcOperations jdbc, RegisteredClientRepository clients)
            throws IOException {
        String schema = new ClassPathResource(
                        "org/springframework/security/oauth2/server/authorization/oauth2-authorization-schema.sql")
                .getContentAsString(StandardCharsets.UTF_8);
        // The file says itself that PostgreSQL wants it so.
        jdbc.execute(schema.replace("blob", "text"));
        // A token whose kind is not known is looked for in all of them.
        for (String column : List.of(
                "state",
                "authorization_code_value",
                "access_token_value",
                "oidc_id_token_value",
                "refresh_token_value",
                "user_code_value",
                "device_code_value")) {
            jdbc.execute("CREATE INDEX ON oauth2_authorization (" + column + ")");
        }
        return new JdbcOAuth2AuthorizationService(jdbc, clients);
    }

    /** Begins sessions as if people had signed in, and leaves their refresh tokens in a file. */
    @Bean
    ApplicationRunner sessions(
            OAuth2AuthorizationService authorizations,
            RegisteredClient client,
            @Value("${peer.refresh-tokens}") Path file) {
        return arguments -> {
            List<String> refreshTokens = new ArrayList<>();
            for (int i = 0; i < SESSIONS; i++) {
                OAuth2Authorization session = session(client);
                authorizations.save(session);
                refreshTokens.add(Objects.requireNonNull(session.getRefreshToken())
                        .getToken()
                        .getTokenValue());
            }
            Files.write(file, refreshTokens);
            System.out.println("Peer is ready");
        };
    }

    private static OAuth2Authorization session(RegisteredClient client) {
        Instant now = Instant.now();
        OAuth2AccessToken accessToken = new OAuth2AccessToken(
                OAuth2AccessToken.TokenType.BEARER,
                UUID.randomUUID().toString(),
                now,
                now.plus(client.getTokenSettings().getAccessTokenTimeToLive()),
                SCOPES);
        return OAuth2Authorization.withRegisteredClient(client)
                .principalName("user")
                .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
                .authorizedScopes(SCOPES)
                .attribute(
                        Principal.class.getName(),
                        UsernamePasswordAuthenticationToken.authenticated(
                                "user", null, AuthorityUtils.createAuthorityList("ROLE_USER")))
                .token(
                        accessToken,
                        metadata -> metadata.put(
                                OAuth2Authorization.Token.CLAIMS_METADATA_NAME, new HashMap<>(Map.of("sub", "user"))))
                .refreshToken(new OAuth2RefreshToken(
                        UUID.randomUUID() + "." + UUID.randomUUID(),
                        now,
                        now.plus(client.getTokenSettings().getRefreshTokenTimeToLive())))
                .build();
    }
}
