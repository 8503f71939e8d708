package dev.latchkey.server;

import dev.latchkey.core.Database;
import dev.latchkey.core.client.Origin;
import dev.latchkey.server.bearer.AccessTokenAuthenticator;
import dev.latchkey.server.bearer.BearerEntryPoint;
import dev.latchkey.server.bearer.HeaderOrFormToken;
import dev.latchkey.server.bearer.OneBearerToken;
import dev.latchkey.server.cache.ClientDirectory;
import dev.latchkey.server.cache.ResourceDirectory;
import dev.latchkey.server.clientauth.AuthenticatedClient;
import dev.latchkey.server.clientauth.ClientAuthenticationConverter;
import dev.latchkey.server.clientauth.ClientAuthenticationProvider;
import dev.latchkey.server.clientauth.ClientCertificates;
import dev.latchkey.server.clientauth.ClientSignatures;
import dev.latchkey.server.clientauth.FederatedAssertions;
import dev.latchkey.server.clock.DatabaseClock;
import dev.latchkey.server.document.ClientDocuments;
import dev.latchkey.server.dpop.ProofVerifier;
import dev.latchkey.server.edge.ForeignPageFilter;
import dev.latchkey.server.edge.FormFilter;
import dev.latchkey.server.edge.OriginFilter;
import dev.latchkey.server.edge.PreflightFilter;
import dev.latchkey.server.grant.Grant;
import dev.latchkey.server.grant.GrantProvider;
import dev.latchkey.server.grant.GrantRequestConverter;
import dev.latchkey.server.grant.TokenMetrics;
import dev.latchkey.server.grant.TokenResponseWriter;
import dev.latchkey.server.http.Endpoint;
import dev.latchkey.server.http.OAuthRefusal;
import dev.latchkey.server.introspection.IntrospectionProvider;
import dev.latchkey.server.limit.Limits;
import dev.latchkey.server.operate.Gate;
import dev.latchkey.server.revocation.RevocationProvider;
import dev.latchkey.server.revocation.RevocationResponseWriter;
import dev.latchkey.server.settings.ServerSettings;
import dev.latchkey.server.token.Presented;
import dev.latchkey.server.token.TokenStates;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.ServletException;
import java.util.Arrays;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.authorization.AuthenticatedAuthorizationManager;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.oauth2.server.authorization.web.OAuth2ClientAuthenticationFilter;
import org.springframework.security.oauth2.server.authorization.web.OAuth2TokenEndpointFilter;
import org.springframework.security.oauth2.server.authorization.web.OAuth2TokenIntrospectionEndpointFilter;
import org.springframework.security.oauth2.server.authorization.web.OAuth2TokenRevocationEndpointFilter;
import org.springframework.security.oauth2.server.resource.web.authentication.BearerTokenAuthenticationFilter;
import org.springframework.security.web.DefaultSecurityFilterChain;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.ExceptionTranslationFilter;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.authentication.AuthenticationConverter;
import org.springframework.security.web.header.HeaderWriterFilter;
import org.springframework.security.web.header.writers.CacheControlHeadersWriter;
import org.springframework.security.web.header.writers.XContentTypeOptionsHeaderWriter;
import org.springframework.security.web.header.writers.XXssProtectionHeaderWriter;
import org.springframework.security.web.header.writers.frameoptions.XFrameOptionsHeaderWriter;
import org.springframework.security.web.savedrequest.NullRequestCache;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.servletapi.SecurityContextHolderAwareRequestFilter;
import org.springframework.security.web.util.matcher.AnyRequestMatcher;
import org.springframework.security.web.util.matcher.OrRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;
import org.springframework.web.cors.CorsUtils;
import tools.jackson.databind.json.JsonMapper;

/** Everything that answers a request once it has passed the outer filters. */
@Configuration(proxyBeanMethods = false)
@EnableWebSecurity
class EndpointConfiguration {

    // Protocol endpoints

    @Bean
    AuthenticationManager protocol(
            Database database,
            ClientDirectory clients,
            List<Grant> grants,
            Presented presented,
            TokenStates states,
            ServerSettings settings,
            DatabaseClock clock,
            ClientSignatures signatures,
            FederatedAssertions federated,
            ClientCertificates certificates,
            ClientDocuments documents,
            Limits limits) {
        String issuer = settings.issuer().toString();
        return new ProviderManager(
                new ClientAuthenticationProvider(
                        clients,
                        clock,
                        limits,
                        signatures,
                        federated,
                        database.requests().seenOnce(),
                        certificates,
                        issuer,
                        documents::find),
                new GrantProvider(grants),
                new IntrospectionProvider(presented, states, database.families(), issuer, clock),
                new RevocationProvider(
                        presented,
                        database.revocations(),
                        database.requests().exchangedFamilies(),
                        database.revokedAccessTokens()));
    }

    /** Not built by HttpSecurity: these are all the filters that these endpoints need. Controllers answer for devices and pushed requests. */
    @Bean
    @Order(1)
    SecurityFilterChain protocolEndpoints(
            AuthenticationManager protocol,
            ClientDirectory clients,
            ClientCertificates certificates,
            ProofVerifier proofs,
            ResourceDirectory resources,
            JsonMapper json,
            ServerSettings settings,
            MeterRegistry metrics,
            Gate gate) {
        RequestMatcher endpoints = new OrRequestMatcher(
                path(Endpoint.TOKEN),
                path(Endpoint.DEVICE_AUTHORIZATION),
                path(Endpoint.PUSHED_REQUEST),
                path(Endpoint.REVOCATION),
                path(Endpoint.INTROSPECTION));
        OAuth2ClientAuthenticationFilter client =
                new OAuth2ClientAuthenticationFilter(protocol, AnyRequestMatcher.INSTANCE);
        OAuthRefusal refusals = new OAuthRefusal();
        client.setAuthenticationConverter(new ClientAuthenticationConverter(certificates));
        client.setAuthenticationFailureHandler(refusals);
        OAuth2TokenEndpointFilter token = new OAuth2TokenEndpointFilter(protocol, Endpoint.TOKEN.path());
        token.setAuthenticationConverter(new GrantRequestConverter(resources, proofs, certificates));
        token.setAuthenticationSuccessHandler(new TokenResponseWriter(json));
        token.setAuthenticationFailureHandler(refusals);
        OAuth2TokenRevocationEndpointFilter revocation =
                new OAuth2TokenRevocationEndpointFilter(protocol, Endpoint.REVOCATION.path());
        revocation.setAuthenticationSuccessHandler(new RevocationResponseWriter());
        revocation.setAuthenticationFailureHandler(refusals);
        OAuth2TokenIntrospectionEndpointFilter introspection =
                new OAuth2TokenIntrospectionEndpointFilter(protocol, Endpoint.INTROSPECTION.path());
        introspection.setAuthenticationFailureHandler(refusals);
        // No page may read an introspection. The other answers are for pages of the authenticated client only.
        OriginFilter origin = new OriginFilter(AuthenticatedClient::hasOrigin);
        // Check Origin before client authentication too, so that unknown sites cannot use up the rate limit.
        String issuer = Origin.of(settings.issuer()).value();
        ForeignPageFilter knownPages = new ForeignPageFilter(page -> page.equals(issuer) || clients.hasOrigin(page));
        ForeignPageFilter pagesOfTheClient =
                new ForeignPageFilter(page -> page.equals(issuer) || AuthenticatedClient.hasOrigin(page));
        return new DefaultSecurityFilterChain(
                endpoints,
                knownPages,
                new FormFilter(),
                new TokenMetrics(metrics),
                gate.filter(),
                client,
                introspection,
                origin,
                pagesOfTheClient,
                token,
                revocation);
    }

    private static RequestMatcher path(Endpoint endpoint) {
        return PathPatternRequestMatcher.withDefaults().matcher(endpoint.path());
    }

    @Bean
    @Order(0)
    SecurityFilterChain preflights(ClientDirectory clients) {
        RequestMatcher endpoints = new OrRequestMatcher(Arrays.stream(Endpoint.values())
                .filter(endpoint -> endpoint.cors() == Endpoint.Cors.CLIENTS)
                .map(EndpointConfiguration::path)
                .toList());
        return new DefaultSecurityFilterChain(
                request -> CorsUtils.isPreFlightRequest(request) && endpoints.matches(request),
                new PreflightFilter(clients::hasOrigin));
    }

    // The account of the signed-in user, and everything that is public

    @Bean
    @Order(4)
    SecurityFilterChain accountEndpoints(
            Presented presented,
            TokenStates states,
            ProofVerifier proofs,
            ClientCertificates certificates,
            ClientDirectory clients,
            ServerSettings settings,
            Gate gate)
            throws ServletException {
        // The server is a resource server here, with the issuer as its name.
        String audience = settings.issuer().toString();
        return bearer(
                PathPatternRequestMatcher.withDefaults().matcher("/users/**"),
                new AccessTokenAuthenticator(presented, states, proofs, certificates, audience),
                new OneBearerToken(),
                clients,
                gate);
    }

    /** For tokens of any audience: the scope {@code openid} is what opens it. */
    @Bean
    @Order(3)
    SecurityFilterChain userinfoEndpoint(
            Presented presented,
            TokenStates states,
            ProofVerifier proofs,
            ClientCertificates certificates,
            ClientDirectory clients,
            Gate gate)
            throws ServletException {
        return bearer(
                path(Endpoint.USERINFO),
                new AccessTokenAuthenticator(presented, states, proofs, certificates, null),
                new HeaderOrFormToken(),
                clients,
                gate);
    }

    /** Also written down: of what HttpSecurity adds, a bearer of a token needs the half. */
    private static SecurityFilterChain bearer(
            RequestMatcher endpoints,
            AccessTokenAuthenticator authenticator,
            AuthenticationConverter token,
            ClientDirectory clients,
            Gate gate)
            throws ServletException {
        BearerEntryPoint entryPoint = new BearerEntryPoint();
        BearerTokenAuthenticationFilter bearer =
                new BearerTokenAuthenticationFilter(new ProviderManager(authenticator), token);
        bearer.setAuthenticationEntryPoint(entryPoint);
        SecurityContextHolderAwareRequestFilter principal = new SecurityContextHolderAwareRequestFilter();
        principal.afterPropertiesSet();
        return new DefaultSecurityFilterChain(
                endpoints,
                headers(),
                new OriginFilter(clients::hasOrigin),
                gate.filter(),
                bearer,
                principal,
                new ExceptionTranslationFilter(entryPoint, new NullRequestCache()),
                new AuthorizationFilter(AuthenticatedAuthorizationManager.authenticated()));
    }

    /** Ignores bearer tokens: a client with an expired one can still read the public keys. */
    @Bean
    @Order(5)
    SecurityFilterChain openEndpoints() {
        return new DefaultSecurityFilterChain(AnyRequestMatcher.INSTANCE, headers());
    }

    /** What tells browsers to keep nothing, guess no content type, and show nothing in a frame. */
    static HeaderWriterFilter headers() {
        return new HeaderWriterFilter(List.of(
                new XContentTypeOptionsHeaderWriter(),
                new XXssProtectionHeaderWriter(),
                new CacheControlHeadersWriter(),
                new XFrameOptionsHeaderWriter(XFrameOptionsHeaderWriter.XFrameOptionsMode.DENY)));
    }
}
