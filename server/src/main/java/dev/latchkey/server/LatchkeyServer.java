package dev.latchkey.server;

import dev.latchkey.server.account.AccountController;
import dev.latchkey.server.account.RegistrationController;
import dev.latchkey.server.operate.startup.SettingNames;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;

/**
 * Starts the authorization server: of the framework what the file {@code META-INF/spring/…LatchkeyServer.imports} names,
 * and of ours what is named here. Nothing is searched for.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@ImportAutoConfiguration
@Import({
    ServerConfiguration.class,
    ContainerConfiguration.class,
    FilterConfiguration.class,
    HealthConfiguration.class,
    DocumentConfiguration.class,
    EndpointConfiguration.class,
    AccountController.class,
    RegistrationController.class
})
public class LatchkeyServer {

    LatchkeyServer() {}

    public static void main(String[] args) {
        start(args);
    }

    static ConfigurableApplicationContext start(String... args) {
        SpringApplication application = new SpringApplication(LatchkeyServer.class);
        application.addListeners(new SettingNames());
        return application.run(args);
    }
}
