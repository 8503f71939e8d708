package example;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.http.MediaType;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.oauth2.client.OidcBackChannelLogoutHandler;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClient;
import org.springframework.security.oauth2.client.annotation.RegisteredOAuth2AuthorizedClient;
import org.springframework.security.oauth2.client.oidc.session.InMemoryOidcSessionRegistry;
import org.springframework.security.oauth2.client.oidc.session.OidcSessionRegistry;
import org.springframework.security.oauth2.client.oidc.web.logout.OidcClientInitiatedLogoutSuccessHandler;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.HtmlUtils;

@SpringBootApplication
@RestController
public class Application {

    public static void main(String[] args) {
        SpringApplication.run(Application.class, args);
    }

    @Bean
    SecurityFilterChain pages(HttpSecurity http, ClientRegistrationRepository clients) throws Exception {
        // Ends the session with Latchkey too, and comes back.
        OidcClientInitiatedLogoutSuccessHandler signOut = new OidcClientInitiatedLogoutSuccessHandler(clients);
        signOut.setPostLogoutRedirectUri("{baseUrl}/signed-out");
        return http.authorizeHttpRequests(requests -> requests.requestMatchers("/signed-out")
                        .permitAll()
                        .anyRequest()
                        .authenticated())
                .oauth2Login(Customizer.withDefaults())
                .logout(logout -> logout.logoutSuccessHandler(signOut))
                // Latchkey says when its session ends: /logout/connect/back-channel/latchkey.
                .oidcLogout(logout -> logout.backChannel(Customizer.withDefaults()))
                .build();
    }

    /** Knows which of our sessions belongs to which of Latchkey's. Several servers of an application need a shared one. */
    @Bean
    OidcSessionRegistry sessions() {
        return new InMemoryOidcSessionRegistry();
    }

    /** Ends our session. It does so by a request to this application with the session's cookie, so it needs the name. */
    @Bean
    OidcBackChannelLogoutHandler backChannel(
            OidcSessionRegistry sessions, @Value("${server.servlet.session.cookie.name}") String cookie) {
        OidcBackChannelLogoutHandler handler = new OidcBackChannelLogoutHandler(sessions);
        handler.setSessionCookieName(cookie);
        return handler;
    }

    @GetMapping(path = "/", produces = MediaType.TEXT_HTML_VALUE)
    String home(@AuthenticationPrincipal OidcUser user, CsrfToken csrf) {
        return """
                <!doctype html>
                <title>Web application</title>
                <p>Signed in as %s. <a href="/access-token">Access token</a></p>
                <form method="post" action="/logout">
                  <input type="hidden" name="%s" value="%s">
                  <button>Sign out</button>
                </form>
                """.formatted(
                        HtmlUtils.htmlEscape(user.getPreferredUsername()), csrf.getParameterName(), csrf.getToken());
    }

    /** With this token the application may call an API for the user. Spring refreshes it in the last minute of its life. */
    @GetMapping(path = "/access-token", produces = MediaType.TEXT_PLAIN_VALUE)
    String accessToken(@RegisteredOAuth2AuthorizedClient("latchkey") OAuth2AuthorizedClient client) {
        return "The access token is valid until " + client.getAccessToken().getExpiresAt() + ".";
    }

    @GetMapping(path = "/signed-out", produces = MediaType.TEXT_HTML_VALUE)
    String signedOut() {
        return """
                <!doctype html>
                <title>Web application</title>
                <p>You are signed out.</p>
                <p><a href="/">Sign in</a></p>
                """;
    }
}
