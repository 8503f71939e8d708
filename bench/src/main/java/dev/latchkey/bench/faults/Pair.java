package dev.latchkey.bench.faults;

import dev.latchkey.core.connection.ConnectionSettings;
import dev.latchkey.embedded.EmbeddedPostgres;
import dev.latchkey.embedded.Login;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** A PostgreSQL of the programs that come with Latchkey, with a synchronous standby or without. */
final class Pair implements Cluster {

    private final Path work;
    private final Random random;
    private final Extras extras;
    private final Path home;
    private final String password;
    private Postgres primary;
    private @Nullable Postgres standby;
    private @Nullable HaProxy proxy;

    /** What there is beside a primary. */
    enum Extras {
        NONE,
        /** A synchronous standby, which servers know. */
        STANDBY,
        /** Such a standby, and a proxy in front of both whose address is all that servers know. */
        STANDBY_AND_PROXY
    }

    private Pair(Path work, Random random, Extras extras) throws IOException {
        this.work = work;
        this.random = random;
        this.extras = extras;
        this.home = work.resolve("home");
        EmbeddedPostgres cluster = EmbeddedPostgres.open(home);
        Login login = cluster.login();
        cluster.close();
        this.password = Objects.requireNonNull(login.password());
        Path data = home.resolve("data");
        Files.writeString(
                data.resolve("pg_hba.conf"),
                Files.readString(data.resolve("pg_hba.conf")) + "host replication all 127.0.0.1/32 scram-sha-256\n");
        this.primary = postgres(data);
    }

    /** Makes one with these extras. */
    static Maker with(Extras extras) {
        return (work, random) -> new Pair(work, random, extras);
    }

    private Postgres postgres(Path data) throws IOException {
        return new Postgres(EmbeddedPostgres.programs(), data, Ports.free(random), password);
    }

    @Override
    public void start() throws IOException, InterruptedException {
        primary.start();
    }

    @Override
    public void follow() throws IOException, InterruptedException, SQLException {
        if (extras == Extras.NONE) {
            return;
        }
        standby = postgres(work.resolve("other"));
        Standby.follow(primary, standby);
        Standby.requireFor(primary);
        if (extras == Extras.STANDBY_AND_PROXY) {
            proxy = HaProxy.start(work, Ports.free(random), primary.port(), standby.port());
        }
    }

    @Override
    public ConnectionSettings primaryConnection() {
        return primary.connection();
    }

    @Override
    public ConnectionSettings serverConnection() {
        if (proxy != null) {
            return primary.connection("127.0.0.1:" + proxy.port(), "");
        }
        String first = "127.0.0.1:" + primary.port();
        return primary.connection(standby == null ? first : first + ",127.0.0.1:" + standby.port(), "");
    }

    Postgres primary() {
        return primary;
    }

    Postgres standby() {
        return Objects.requireNonNull(standby);
    }

    HaProxy proxy() {
        return Objects.requireNonNull(proxy);
    }

    /** What was the standby is the primary now, and the other way round. */
    void swap() {
        Postgres former = primary;
        primary = standby();
        standby = former;
    }

    @Override
    public void kill() {
        if (proxy != null) {
            proxy.close();
        }
        primary.kill();
        if (standby != null) {
            standby.kill();
        }
    }

    @Override
    public void close() {
        if (proxy != null) {
            proxy.close();
        }
        if (standby != null) {
            standby.close();
        }
        primary.close();
    }
}
