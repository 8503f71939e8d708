package dev.latchkey.server;

import dev.latchkey.server.account.AccountController;
import dev.latchkey.server.account.RegistrationController;
import dev.latchkey.server.authorize.AuthorizeController;
import dev.latchkey.server.consent.ConsentController;
import dev.latchkey.server.device.DeviceAuthorizationController;
import dev.latchkey.server.device.DeviceController;
import dev.latchkey.server.home.DemoController;
import dev.latchkey.server.home.HomeController;
import dev.latchkey.server.login.AddAppController;
import dev.latchkey.server.login.SecondFactorController;
import dev.latchkey.server.login.SignInController;
import dev.latchkey.server.login.SignUpController;
import dev.latchkey.server.logout.LogoutController;
import dev.latchkey.server.oidc.UserinfoController;
import dev.latchkey.server.operate.OperateController;
import dev.latchkey.server.operate.startup.Arguments;
import dev.latchkey.server.operate.startup.SettingNames;
import dev.latchkey.server.operate.startup.StartupFailureReporter;
import dev.latchkey.server.page.AssetController;
import dev.latchkey.server.par.PushedRequestController;
import dev.latchkey.server.recovery.ResetController;
import dev.latchkey.server.selfservice.AddressController;
import dev.latchkey.server.selfservice.ApplicationsController;
import dev.latchkey.server.selfservice.FactorController;
import dev.latchkey.server.selfservice.OverviewController;
import dev.latchkey.server.selfservice.PasswordController;
import dev.latchkey.server.selfservice.SessionsController;
import dev.latchkey.server.selfservice.VerifyEmailController;
import java.util.Optional;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;

/**
 * Starts the authorization server. The auto-configurations are those that the file
 * {@code META-INF/spring/…LatchkeyServer.imports} names, and our classes are those that {@code @Import} names. The class
 * path is not scanned.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@ImportAutoConfiguration
@Import({
    DatabaseConfiguration.class,
    ServerConfiguration.class,
    ContainerConfiguration.class,
    TlsConfiguration.class,
    ManagementConfiguration.class,
    FilterConfiguration.class,
    HealthConfiguration.class,
    DocumentConfiguration.class,
    ControllerConfiguration.class,
    GrantConfiguration.class,
    EndpointConfiguration.class,
    PageConfiguration.class,
    MailConfiguration.class,
    OperateController.class,
    AccountController.class,
    RegistrationController.class,
    AssetController.class,
    HomeController.class,
    AuthorizeController.class,
    SignInController.class,
    SecondFactorController.class,
    FactorController.class,
    AddAppController.class,
    ConsentController.class,
    DeviceAuthorizationController.class,
    PushedRequestController.class,
    DeviceController.class,
    LogoutController.class,
    DemoController.class,
    OverviewController.class,
    PasswordController.class,
    AddressController.class,
    VerifyEmailController.class,
    ResetController.class,
    SignUpController.class,
    SessionsController.class,
    ApplicationsController.class,
    UserinfoController.class
})
public class LatchkeyServer {

    LatchkeyServer() {}

    /** Exits with 2 when an argument is none that there is, and with 1 when the server does not start. */
    public static void main(String[] args) {
        if (Arguments.askForHelp(args)) {
            System.out.print(Arguments.USAGE);
            return;
        }
        Optional<String> fault = Arguments.fault(args);
        if (fault.isPresent()) {
            StartupFailureReporter.say(fault.get());
            System.exit(2);
        }
        start(args);
    }

    static ConfigurableApplicationContext start(String... args) {
        SpringApplication application = new SpringApplication(LatchkeyServer.class);
        // In a training run the main class is another one.
        application.setMainApplicationClass(LatchkeyServer.class);
        application.addListeners(new SettingNames());
        return application.run(args);
    }
}
