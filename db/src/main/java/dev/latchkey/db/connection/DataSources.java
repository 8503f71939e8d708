package dev.latchkey.db.connection;

import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** Makes data sources that open a connection for every call; a pool or a holder of one connection goes around them. */
public final class DataSources {

    /** In seconds: a database that does not answer is found out before the caller gives up. */
    private static final int CONNECT_TIMEOUT = 2;

    /** In seconds: longer than any statement of ours should take, so that a frozen database frees the thread. */
    private static final int SERVER_SOCKET_TIMEOUT = 10;

    private DataSources() {}

    /** For a program that does one thing and ends. */
    public static DataSource direct(ConnectionSettings settings) {
        return dataSource(settings, "latchkey");
    }

    /**
     * For the connections of a server's pool. Their prepared statements are planned once: left to itself the planner
     * plans a statement on a partitioned table anew each time, at more than the price of running it.
     */
    public static DataSource forServer(ConnectionSettings settings) {
        PGSimpleDataSource dataSource = dataSource(settings, "latchkey-server");
        if (dataSource.getOptions() == null) {
            dataSource.setOptions("-c plan_cache_mode=force_generic_plan");
        }
        if (dataSource.getSocketTimeout() == 0) {
            dataSource.setSocketTimeout(SERVER_SOCKET_TIMEOUT);
        }
        return dataSource;
    }

    private static PGSimpleDataSource dataSource(ConnectionSettings settings, String applicationName) {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setConnectTimeout(CONNECT_TIMEOUT);
        dataSource.setLoginTimeout(CONNECT_TIMEOUT);
        dataSource.setTcpKeepAlive(true);
        dataSource.setApplicationName(applicationName);
        // The detail of an error quotes the row, password hash and all.
        dataSource.setLogServerErrorDetail(false);
        // What the URL says comes last: it wins.
        dataSource.setUrl(settings.url());
        if (settings.user() != null) {
            dataSource.setUser(settings.user());
        }
        if (settings.password() != null) {
            dataSource.setPassword(settings.password());
        }
        return dataSource;
    }
}
