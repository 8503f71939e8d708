package dev.latchkey.server;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** What is logged from now on, as the console shows it. Start it after the server, which sets logging up anew. */
final class CapturedLog implements AutoCloseable {

    /** One line of the log. */
    record Line(Level level, String text) {}

    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final List<Line> lines = new CopyOnWriteArrayList<>();
    private final AppenderBase<ILoggingEvent> appender;

    private CapturedLog() {
        OutputStreamAppender<ILoggingEvent> console =
                (OutputStreamAppender<ILoggingEvent>) Objects.requireNonNull(root.getAppender("CONSOLE"));
        Encoder<ILoggingEvent> encoder = console.getEncoder();
        appender = new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
                lines.add(new Line(event.getLevel(), new String(encoder.encode(event), StandardCharsets.UTF_8)));
            }
        };
        appender.setContext(root.getLoggerContext());
        appender.start();
        root.addAppender(appender);
    }

    static CapturedLog start() {
        return new CapturedLog();
    }

    List<Line> lines() {
        return List.copyOf(lines);
    }

    /** The whole log. */
    String text() {
        return String.join("", lines.stream().map(Line::text).toList());
    }

    List<String> at(Level level) {
        return lines.stream()
                .filter(line -> line.level().equals(level))
                .map(Line::text)
                .toList();
    }

    @Override
    public void close() {
        root.detachAppender(appender);
        appender.stop();
    }
}
