package dev.latchkey.resource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Spring Boot with its resource server starter, told the issuer and nothing else. */
@SpringBootApplication(exclude = UserDetailsServiceAutoConfiguration.class)
@RestController
public class StockResourceServer {

    StockResourceServer() {}

    /** Starts it on a free port, without the configuration files that the tests see. */
    public static ConfigurableApplicationContext start(String issuer) {
        SpringApplication application = new SpringApplication(StockResourceServer.class);
        application.setRegisterShutdownHook(false);
        return application.run(
                "--spring.config.name=none",
                "--server.port=0",
                "--logging.level.root=warn",
                "--spring.main.banner-mode=off",
                "--spring.security.oauth2.resourceserver.jwt.issuer-uri=" + issuer);
    }

    @GetMapping("/whoami")
    String whoami(@AuthenticationPrincipal Jwt token) {
        return token.getSubject() + " " + token.getClaimAsString("scope");
    }
}
