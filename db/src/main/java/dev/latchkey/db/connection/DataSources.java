package dev.latchkey.db.connection;

import java.time.Duration;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** Makes data sources that open a connection for every call; a pool or a holder of one connection goes around them. */
public final class DataSources {

    private DataSources() {}

    /** For a program that does one thing and ends. */
    public static DataSource direct(ConnectionSettings settings) {
        return dataSource(settings, "latchkey", Timeouts.DEFAULT.login());
    }

    /**
     * For the connections of a server's pool. Their prepared statements are planned once: left to itself the planner
     * plans a statement on a partitioned table anew each time, at more than the price of running it. And no such plan
     * may read a whole table because that was empty when the plan was made.
     */
    public static DataSource forServer(ConnectionSettings settings, Timeouts timeouts) {
        PGSimpleDataSource dataSource = dataSource(settings, "latchkey-server", timeouts.login());
        if (dataSource.getOptions() == null) {
            dataSource.setOptions("-c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c statement_timeout="
                    + timeouts.statement().toMillis());
        }
        if (dataSource.getSocketTimeout() == 0) {
            dataSource.setSocketTimeout(Math.toIntExact(timeouts.socket().toSeconds()));
        }
        return dataSource;
    }

    private static PGSimpleDataSource dataSource(
            ConnectionSettings settings, String applicationName, Duration loginTimeout) {
        PGSimpleDataSource dataSource = new CleanDataSource(settings);
        int seconds = Math.toIntExact(loginTimeout.toSeconds());
        // The first is for each address that a name or the URL has, the second for all of them together.
        dataSource.setConnectTimeout(seconds);
        dataSource.setLoginTimeout(seconds);
        dataSource.setTcpKeepAlive(true);
        dataSource.setApplicationName(applicationName);
        // The detail of an error quotes the row, password hash and all.
        dataSource.setLogServerErrorDetail(false);
        // What the URL says comes last: it wins.
        setUrl(dataSource, settings.url());
        if (settings.user() != null) {
            dataSource.setUser(settings.user());
        }
        if (settings.password() != null) {
            dataSource.setPassword(settings.password());
        }
        return dataSource;
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
