package dev.latchkey.server.operate.startup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.latchkey.core.Database;
import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.connection.ConnectionSettings;
import dev.latchkey.core.connection.DataSources;
import dev.latchkey.embedded.ServerLock;
import dev.latchkey.server.fixture.TestServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.Lifecycle;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What a start writes is written by its steps, in their order, before anything else starts. */
class StartupStepsIT {

    private static final String PARTITIONS = "SELECT xmin FROM pg_inherits WHERE inhparent = 'tokens'::regclass";
    private static final String KEYS = "SELECT xmin FROM signing_keys";
    private static final String USERS = "SELECT xmin FROM users";

    @TempDir
    Path home;

    /** The watchers start next, and get no connection. */
    @Test
    void withoutItsStepsAServerMakesAllItsBeansAndWritesNothing() {
        ConnectionSettings empty = TestDatabase.empty();
        assertThatThrownBy(() -> TestServer.start(
                                empty,
                                starting -> starting.addBeanFactoryPostProcessor(
                                        beans -> ((BeanDefinitionRegistry) beans).removeBeanDefinition("startupSteps")))
                        .close())
                .hasMessageStartingWith("Failed to start bean");
        assertThat(JdbcClient.create(DataSources.direct(empty))
                        .sql("SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace")
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    /** The order, of which the tests below see only what is written. */
    @Test
    void eachStepComesAfterThoseThatItNeeds() {
        try (TestServer server = TestServer.start(TestDatabase.fresh())) {
            assertThat(server.bean(StartupSteps.class).steps())
                    .extracting(step -> (Object) step.getClass())
                    .containsExactly(
                            // Warns even when a later step fails.
                            ExposedSecrets.class,
                            // All others need the database.
                            FirstConnections.class,
                            // All others need the tables.
                            Schema.class,
                            // Before FirstAccounts, whose password can begin families.
                            Partitions.class,
                            // The time of the database tells which keys are due.
                            FirstLook.class,
                            Keys.class,
                            // Last, because it shows that everything is ready for a first token.
                            FirstAccounts.class);
        }
    }

    @Test
    void whatTheFirstStartWritesIsThereBeforeWatchersAndPortsStart() {
        Probe probe = new Probe();
        try (TestServer server =
                TestServer.start(new ConnectionSettings("", null, null), probe, "latchkey.home=" + home)) {
            assertThat(probe.running).containsExactly("startupSteps");
            assertThat(probe.written).containsExactly("partitions", "keys", "demo account");
            assertBefore(server, PARTITIONS, KEYS);
            assertBefore(server, KEYS, USERS);
        }
    }

    /** It starts while beans are made. */
    @Test
    void aStartThatFailsStopsThePostgresThatItBegan() {
        assertThatThrownBy(() -> TestServer.start(
                                new ConnectionSettings("", null, null),
                                starting -> ((GenericApplicationContext) starting)
                                        .registerBean("broken", String.class, () -> brokenAfterTheDatabase(starting)),
                                "latchkey.home=" + home)
                        .close())
                .hasRootCauseMessage("broken");
        assertThat(home.resolve("data")).isNotEmptyDirectory();
        assertThat(home.resolve("data/postmaster.pid")).doesNotExist();
        ServerLock.acquire(home).close();
    }

    /** As Spring interrupts it when the server is to stop. */
    @Test
    void anInterruptedStartLeavesNoPostgresBehind() {
        Throwable end = catchThrowable(() -> TestServer.start(
                        new ConnectionSettings("", null, null),
                        starting -> ((GenericApplicationContext) starting)
                                .registerBean("interrupt", String.class, () -> interruptedAfterTheDatabase(starting)),
                        "latchkey.home=" + home)
                .close());
        boolean interrupted = Thread.interrupted();
        assertThat(end != null || interrupted).isTrue();
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .doesNotContain("embedded-postgresql");
        assertThat(home.resolve("data")).isNotEmptyDirectory();
        assertThat(home.resolve("data/postmaster.pid")).doesNotExist();
    }

    private static String interruptedAfterTheDatabase(ConfigurableApplicationContext starting) {
        starting.getBean(StartupDatabase.class);
        Thread.currentThread().interrupt();
        return "interrupted";
    }

    private static String brokenAfterTheDatabase(ConfigurableApplicationContext starting) {
        starting.getBean(StartupDatabase.class);
        throw new IllegalStateException("broken");
    }

    /** A migration adds them too, so a start after one shows that the step itself comes before the keys. */
    @Test
    void partitionsAreAddedBeforeKeys() {
        ConnectionSettings settings = TestDatabase.fresh();
        JdbcClient.create(DataSources.direct(settings)).sql("""
                        DO $$
                        DECLARE partition regclass;
                        BEGIN
                            FOR partition IN SELECT inhrelid FROM pg_inherits WHERE inhparent = 'tokens'::regclass LOOP
                                EXECUTE format('DROP TABLE %s', partition);
                            END LOOP;
                        END $$
                        """).update();
        try (TestServer server = TestServer.start(settings)) {
            assertBefore(server, PARTITIONS, KEYS);
        }
    }

    /** Each row has the number of the transaction that wrote it, and later ones have higher numbers. */
    private static void assertBefore(TestServer server, String first, String second) {
        assertThat(transaction(server, "max", first)).isLessThan(transaction(server, "min", second));
    }

    private static long transaction(TestServer server, String which, String rows) {
        return JdbcClient.create(server.dataSource())
                .sql("SELECT %s(xmin::text::bigint) FROM (%s) AS rows".formatted(which, rows))
                .query(Long.class)
                .single();
    }

    /** Starts right after the steps, and looks at what there is. */
    private static final class Probe
            implements SmartLifecycle, ApplicationContextInitializer<ConfigurableApplicationContext> {

        final List<String> running = new ArrayList<>();
        final List<String> written = new ArrayList<>();
        private volatile @Nullable ConfigurableApplicationContext context;

        @Override
        public void initialize(ConfigurableApplicationContext starting) {
            context = starting;
            ((GenericApplicationContext) starting).registerBean("probe", Probe.class, () -> this);
        }

        @Override
        public void start() {
            ConfigurableApplicationContext context = Objects.requireNonNull(this.context);
            context.getBeansOfType(Lifecycle.class).forEach((name, bean) -> {
                if (bean.isRunning()) {
                    running.add(name);
                }
            });
            JdbcClient sql = JdbcClient.create(context.getBean(DataSource.class));
            find(sql, PARTITIONS, "partitions");
            find(sql, KEYS, "keys");
            if (!context.getBean(Database.class).clients().findAll().isEmpty()) {
                find(sql, USERS, "demo account");
            }
        }

        private void find(JdbcClient sql, String rows, String name) {
            if (!sql.sql(rows).query(Object.class).list().isEmpty()) {
                written.add(name);
            }
        }

        @Override
        public void stop() {}

        @Override
        public boolean isRunning() {
            return false;
        }

        @Override
        public int getPhase() {
            return Integer.MIN_VALUE + 1;
        }
    }
}
