package dev.latchkey.server;

import dev.latchkey.server.startup.SettingNames;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration;

/** Starts the authorization server. */
@SpringBootApplication(exclude = UserDetailsServiceAutoConfiguration.class)
public class LatchkeyServer {

    LatchkeyServer() {}

    public static void main(String[] args) {
        SpringApplication application = new SpringApplication(LatchkeyServer.class);
        application.addListeners(new SettingNames());
        application.run(args);
    }
}
