package dev.latchkey.server.operate.startup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.connection.ConnectionSettings;
import dev.latchkey.core.connection.DataSources;
import dev.latchkey.server.fixture.TestServer;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What a start writes is written by its steps. */
class StartupStepsIT {

    /** The watchers start next, and find no tables. */
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
}
