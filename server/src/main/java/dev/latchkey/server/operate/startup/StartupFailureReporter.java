package dev.latchkey.server.operate.startup;

import dev.latchkey.core.connection.ConfigurationException;
import dev.latchkey.core.connection.DatabaseFailure;
import dev.latchkey.core.key.WrongMasterKeyException;
import dev.latchkey.embedded.EmbeddedPostgresException;
import dev.latchkey.embedded.ownership.UnusableHomeException;
import dev.latchkey.server.operate.startup.StopRequest.StoppedException;
import dev.latchkey.server.settings.SettingRules;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringBootExceptionReporter;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.boot.web.server.WebServerException;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.convert.ConversionFailedException;
import org.springframework.core.env.ConfigurableEnvironment;

/** Says in one line, on standard error, why the server does not start and what to do about it. */
@Order(Ordered.HIGHEST_PRECEDENCE)
public final class StartupFailureReporter implements SpringBootExceptionReporter {

    private static final Pattern STORE = Pattern.compile("Unable to create (?:key|trust) store: (.*)", Pattern.DOTALL);

    private final @Nullable ConfigurableEnvironment environment;

    /** For a start that came as far as this context; null when it failed before. */
    public StartupFailureReporter(@Nullable ConfigurableApplicationContext context) {
        this.environment = context == null ? null : context.getEnvironment();
    }

    @Override
    public boolean reportException(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof StoppedException) {
                // It is no failure, and the log has it.
                return true;
            }
            String message = explain(cause);
            if (message != null) {
                say(message);
                return true;
            }
        }
        return false;
    }

    /** Prints why the server does not start. */
    public static void say(String message) {
        System.err.println("latchkey-server: " + message.replaceAll("\\s+", " "));
    }

    private @Nullable String explain(Throwable cause) {
        return switch (cause) {
            case ConfigurationException e -> e.getMessage();
            case UnusableHomeException e -> e.getMessage();
            case EmbeddedPostgresException e -> e.getMessage();
            case WrongMasterKeyException e -> e.getMessage();
            case PortInUseException e ->
                "Port " + e.getPort() + " is in use: set LATCHKEY_PORT or LATCHKEY_MANAGEMENT_PORT.";
            case WebServerException e when e.getCause() instanceof IOException -> temporaryDirectory(e);
            case BindException e when !(e.getCause() instanceof BindException) -> binding(e);
            case NoSuchSslBundleException e -> e.getMessage() + ": look at SERVER_SSL_BUNDLE.";
            case IllegalStateException e -> tls(e);
            case SQLException e -> database(e);
            default -> null;
        };
    }

    /** The one directory that Tomcat writes to. */
    private static @Nullable String temporaryDirectory(WebServerException e) {
        if (!String.valueOf(e.getMessage()).startsWith("Unable to create tempDir")) {
            return null;
        }
        return "The server cannot make a directory in " + System.getProperty("java.io.tmpdir")
                + ", which it needs: let it write there, or set JAVA_OPTS=-Djava.io.tmpdir= and another directory.";
    }

    /** The framework has no exception of its own for it. Null when it is something else. */
    private static @Nullable String tls(IllegalStateException e) {
        String message = String.valueOf(e.getMessage());
        Matcher store = STORE.matcher(message);
        boolean isStore = store.matches();
        if (!isStore && !message.startsWith("Unable to register SSL bundle")) {
            return null;
        }
        return "The certificate or the key for TLS cannot be used: "
                + (isStore ? store.group(1) : rootMessage(e))
                + ": see TLS in docs/operations.md.";
    }

    private static String database(SQLException e) {
        DatabaseFailure failure = DatabaseFailure.of(e).orElseThrow();
        return switch (failure.kind()) {
            case FORBIDDEN ->
                "The database does not let the server do its work: " + failure.message() + ": run docs/roles.sql.";
            case READ_ONLY -> "The database cannot be used: " + failure.message() + ": look at LATCHKEY_DB_URL.";
            case FULL ->
                "The database has no connection left for the server: " + failure.message()
                        + ": raise the limit of the role, the database or PostgreSQL. See docs/poolers.md.";
            case UNAVAILABLE, BUSY ->
                "The database does not answer: " + failure.message()
                        + ": look at LATCHKEY_DB_URL, LATCHKEY_DB_USER and LATCHKEY_DB_PASSWORD.";
            case OTHER ->
                "The database is not as it should be: " + failure.message()
                        + ": use one that 'latchkey db migrate' made, and do not change its schema by hand.";
        };
    }

    /** A setting of the framework's; ours are checked by {@link SettingValues}. */
    private String binding(BindException e) {
        String name = environment == null
                ? e.getName().toString()
                : new OperatorsView(environment).name(e.getName().toString());
        ConversionFailedException conversion = conversion(e);
        if (conversion == null) {
            return "The setting " + name + " cannot be used: " + rootMessage(e) + ".";
        }
        return name + " is '" + OperatorsView.shown(String.valueOf(conversion.getValue())) + "': it has to be "
                + SettingRules.ofType(conversion.getTargetType().getType()).allowed() + ".";
    }

    private static @Nullable ConversionFailedException conversion(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConversionFailedException conversion) {
                return conversion;
            }
        }
        return null;
    }

    private static String rootMessage(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return Objects.requireNonNullElse(cause.getMessage(), cause.toString());
    }
}
