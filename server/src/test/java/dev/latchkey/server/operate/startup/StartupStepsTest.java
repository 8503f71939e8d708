package dev.latchkey.server.operate.startup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.server.operate.startup.StopRequest.StoppedException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A start that is told to stop. */
class StartupStepsTest {

    @Test
    void noStepIsTakenAfterARequestToStop() {
        StopRequest stop = new StopRequest("20s");
        List<String> taken = new ArrayList<>();
        StartupSteps steps = new StartupSteps(
                List.of(
                        () -> taken.add("first"),
                        () -> {
                            stop.make();
                            taken.add("second");
                        },
                        () -> taken.add("third")),
                stop);
        assertThatThrownBy(steps::start).isInstanceOf(StoppedException.class);
        assertThat(taken).containsExactly("first", "second");
        assertThat(steps.isRunning()).isFalse();
        assertThat(new StartupFailureReporter(null).reportException(new IllegalStateException(new StoppedException())))
                .as("no stack trace is printed")
                .isTrue();
    }
}
