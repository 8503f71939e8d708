package dev.latchkey.core.connection;

import java.security.NoSuchAlgorithmException;
import java.text.Normalizer;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import javax.crypto.Mac;
import javax.sql.DataSource;
import org.postgresql.Driver;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Makes data sources that open a connection for every call; a pool or a holder of one connection goes around them. All
 * of them connect to a primary only, but for the one that cannot write.
 */
public final class DataSources {

    /** How soon a host that was a standby a moment ago is asked again, when the URL names several. */
    private static final int RECHECK_SECONDS = 2;

    private static final Set<String> PRIMARY = Set.of("primary", "master");

    private DataSources() {}

    /**
     * For a program that does one thing and ends.
     *
     * @throws ConfigurationException when the URL asks for something that Latchkey cannot work with
     */
    public static DataSource direct(ConnectionSettings settings) {
        PGSimpleDataSource driver = driver(settings, "latchkey", Timeouts.DEFAULT);
        return new PrimaryDataSource(driver, Timeouts.DEFAULT.login(), Map.of());
    }

    /** Loads what the driver needs for SCRAM, so that the first login need not. */
    public static void prepare() {
        try {
            Mac.getInstance("HmacSHA256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has it.", e);
        }
        Normalizer.normalize("\u00e9", Normalizer.Form.NFKC);
    }

    /**
     * For diagnosis only: also connects to a standby, whose rows may be old, and cannot write. Do not use it for
     * decisions.
     *
     * @throws ConfigurationException as above
     */
    public static DataSource readOnly(ConnectionSettings settings) {
        PGSimpleDataSource driver = driver(settings, "latchkey", Timeouts.DEFAULT);
        driver.setTargetServerType("any");
        return new ReadOnlyDataSource(driver);
    }

    /**
     * For the connections of a server's pool. Their prepared statements are planned once: left to itself the planner
     * plans a statement on a partitioned table anew each time, at more than the price of running it. And no such plan
     * may read a whole table because that was empty when the plan was made.
     *
     * @throws ConfigurationException as above
     */
    public static DataSource forServer(ConnectionSettings settings, Timeouts timeouts) {
        PGSimpleDataSource driver = driver(settings, "latchkey-server", timeouts);
        if (driver.getSocketTimeout() == 0) {
            driver.setSocketTimeout(Math.toIntExact(timeouts.socket().toSeconds()));
        }
        Map<String, String> session = new LinkedHashMap<>();
        session.put("plan_cache_mode", "force_generic_plan");
        session.put("enable_seqscan", "off");
        session.put("statement_timeout", Long.toString(timeouts.statement().toMillis()));
        // What the URL sets by itself stays.
        String options = String.valueOf(driver.getOptions());
        session.keySet().removeIf(options::contains);
        return new PrimaryDataSource(driver, timeouts.login(), session);
    }

    /**
     * For the connections of a server that listen, where these need an address of their own: a pooler that gives a
     * session to each transaction passes no notifications on. Each is opened only if it leads to the database of the
     * requests.
     *
     * @throws ConfigurationException as above
     */
    public static DataSource forListening(
            ConnectionSettings listening, ConnectionSettings requests, Timeouts timeouts) {
        return new SameDatabaseDataSource(forServer(listening, timeouts), forServer(requests, timeouts));
    }

    private static PGSimpleDataSource driver(ConnectionSettings settings, String applicationName, Timeouts timeouts) {
        PGSimpleDataSource driver = new CleanDataSource(settings);
        setUrl(driver, settings.url());
        Properties url = Objects.requireNonNull(Driver.parseURL(settings.url(), null));
        refuse(url);
        Set<String> given = url.stringPropertyNames();
        int seconds = Math.toIntExact(timeouts.login().toSeconds());
        // The first is for each address that a name or the URL has, the second for all of them together.
        if (!given.contains("connectTimeout")) {
            driver.setConnectTimeout(seconds);
        }
        if (!given.contains("loginTimeout")) {
            driver.setLoginTimeout(seconds);
        }
        if (!given.contains("tcpKeepAlive")) {
            driver.setTcpKeepAlive(true);
        }
        if (!given.contains("ApplicationName")) {
            driver.setApplicationName(applicationName);
        }
        if (!given.contains("hostRecheckSeconds")) {
            driver.setHostRecheckSeconds(RECHECK_SECONDS);
        }
        driver.setTargetServerType("primary");
        // The detail of an error quotes the row, password hash and all.
        driver.setLogServerErrorDetail(false);
        if (settings.user() != null) {
            driver.setUser(settings.user());
        }
        if (settings.password() != null) {
            driver.setPassword(settings.password());
        }
        return driver;
    }

    /** A standby may still have an account as enabled that was disabled on the primary. */
    private static void refuse(Properties url) {
        String target = url.getProperty("targetServerType");
        if (target != null && !PRIMARY.contains(target.toLowerCase(Locale.ROOT))) {
            throw new ConfigurationException("The database URL has targetServerType=" + DatabaseUrl.hide(target)
                    + ". Latchkey works with the primary only: leave that parameter out.");
        }
        if (Boolean.parseBoolean(url.getProperty("readOnly"))) {
            throw new ConfigurationException(
                    "The database URL has readOnly=true. Latchkey has to write: leave that parameter out.");
        }
    }

    private static void setUrl(PGSimpleDataSource dataSource, String url) {
        DatabaseUrl.fault(url).ifPresent(DataSources::refuse);
        try {
            dataSource.setUrl(url);
        } catch (IllegalArgumentException e) {
            refuse("is not one that the driver can read (jdbc:postgresql://host/database)");
        }
    }

    private static void refuse(String fault) {
        throw new ConfigurationException("The URL of the database " + fault + ".");
    }
}
