package dev.latchkey.admin.terminal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Who runs this process, by its operating system. A container may run it as an id that has no name. */
final class UserId {

    private static final Path STATUS = Path.of("/proc/self/status");

    /** The first of four: real, effective, saved, of the file system. */
    private static final Pattern REAL = Pattern.compile("^Uid:\\s+(\\d{1,10})\\s");

    private UserId() {}

    /** The real user id, which no variable changes; empty where there is no {@code /proc}. */
    static Optional<Long> real() {
        try (Stream<String> lines = Files.lines(STATUS)) {
            return lines.map(REAL::matcher)
                    .filter(Matcher::find)
                    .map(found -> Long.valueOf(found.group(1)))
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /**
     * A name to show: the first that is one, else the id.
     *
     * @param login what the environment says
     * @param known what Java found; {@code ?} when the id has no name
     */
    static String name(@Nullable String login, @Nullable String known, @Nullable Long userId) {
        return Stream.of(login, known)
                .filter(Objects::nonNull)
                .filter(name -> !name.isBlank() && !name.equals("?"))
                .findFirst()
                .orElse(userId == null ? "unknown" : "uid:" + userId);
    }
}
