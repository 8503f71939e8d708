package dev.latchkey.bench.faults;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Random;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A fault, and its repair by the administrator or the system. */
interface Fault {

    /** Makes it go wrong, at once; returns what it was. */
    String strike();

    /** Does what has to be done so that servers can answer again, and returns when it is done. */
    void repair() throws IOException, InterruptedException;

    /** Makes all be as before, once everything was looked at. */
    default void restore() throws IOException, InterruptedException, SQLException {}

    /** {@code kill -9} of one of the servers, which is started again. */
    static Fault ofServer(Site site, Random random) {
        return new Fault() {
            private Server victim = site.servers().getFirst();

            @Override
            public String strike() {
                int number = random.nextInt(site.servers().size());
                victim = site.servers().get(number);
                victim.kill();
                return "server " + (number + 1);
            }

            @Override
            public void repair() throws IOException, InterruptedException {
                victim.awaitEnd();
                victim.start();
            }
        };
    }

    /**
     * {@code kill -9} of the postmaster, which is started again, or of one of the processes that serve a server, after
     * which PostgreSQL ends the others and recovers by itself.
     */
    static Fault ofDatabase(Site site, Random random) {
        return new Fault() {
            @Override
            public String strike() {
                if (random.nextBoolean()) {
                    site.pair().primary().kill();
                    return "postmaster";
                }
                JdbcClient sql = site.pair().primary().sql();
                List<Integer> backends =
                        sql.sql("""
                        SELECT pid FROM pg_stat_activity
                         WHERE application_name = 'latchkey-server' AND state <> 'idle'
                        """).query((row, number) -> row.getInt("pid")).list();
                if (backends.isEmpty()) {
                    site.pair().primary().kill();
                    return "postmaster";
                }
                site.pair().primary().kill(backends.get(random.nextInt(backends.size())));
                return "backend";
            }

            @Override
            public void repair() throws IOException, InterruptedException {
                site.pair().primary().start();
            }
        };
    }

    /** {@code kill -9} of the primary's postmaster. Its standby takes over, and a new one is made in its place. */
    static Fault ofPrimary(Site site) {
        return new Fault() {
            @Override
            public String strike() {
                site.pair().primary().kill();
                return "primary";
            }

            @Override
            public void repair() {
                Standby.promote(site.pair().standby());
                site.pair().swap();
            }

            @Override
            public void restore() throws IOException, InterruptedException, SQLException {
                Standby.follow(site.pair().primary(), site.pair().standby());
                Standby.requireFor(site.pair().primary());
            }
        };
    }
}
