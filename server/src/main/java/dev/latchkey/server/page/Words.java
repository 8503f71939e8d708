package dev.latchkey.server.page;

import gg.jte.Content;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;

/** All texts in one language, from the file of that language beside this class. */
final class Words {

    private static final Map<Language, Words> LOADED = new ConcurrentHashMap<>();

    private final Language language;

    /** Each text in pieces: those with even numbers are ours, those with odd ones are numbers of arguments. */
    private final Map<Text, String[]> texts = new EnumMap<>(Text.class);

    private Words(Language language, Properties file) {
        this.language = language;
        for (Text text : Text.values()) {
            String written = Objects.requireNonNull(file.getProperty(text.key()), text::key);
            // Not MessageFormat, to which an apostrophe is special: French has many.
            texts.put(text, written.split("[{}]", -1));
        }
    }

    /** Reads the file when a page is first shown in this language. */
    static Words in(Language language) {
        return LOADED.computeIfAbsent(language, wanted -> new Words(wanted, file(wanted)));
    }

    /** The texts of a language by their keys, as they are in the file. */
    static Properties file(Language language) {
        Properties file = new Properties();
        String name = language.tag() + ".properties";
        try (InputStream in = Objects.requireNonNull(Words.class.getResourceAsStream(name), name);
                Reader reader = new InputStreamReader(in, StandardCharsets.UTF_8)) {
            file.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }

    Language language() {
        return language;
    }

    /** A text with its arguments, to be escaped as a whole. */
    String text(Text text, Object... arguments) {
        String[] pieces = pieces(text);
        StringBuilder filled = new StringBuilder(pieces[0]);
        for (int i = 1; i < pieces.length; i++) {
            filled.append(i % 2 == 0 ? pieces[i] : arguments[Integer.parseInt(pieces[i])]);
        }
        return filled.toString();
    }

    /**
     * A text whose arguments stand out. They are escaped, and isolated from the text around them: a name that is written
     * from right to left, or has characters that change the direction, does not reorder the sentence.
     */
    Content emphasised(Text text, Object... arguments) {
        String[] pieces = pieces(text);
        return output -> {
            for (int i = 0; i < pieces.length; i++) {
                if (i % 2 == 0) {
                    output.writeUserContent(pieces[i]);
                } else {
                    output.writeContent("<strong dir=\"auto\">");
                    output.writeUserContent(String.valueOf(arguments[Integer.parseInt(pieces[i])]));
                    output.writeContent("</strong>");
                }
            }
        };
    }

    /** A date and time of day in UTC: the server does not know the time zone of the browser. */
    String time(Instant time) {
        return DateTimeFormatter.ofLocalizedDateTime(FormatStyle.LONG, FormatStyle.SHORT)
                        .withLocale(language.locale())
                        .format(time.atOffset(ZoneOffset.UTC))
                + " UTC";
    }

    /** A length of time in whole seconds up to a minute, beyond it in minutes; rounded up. */
    String length(Duration length) {
        long seconds = Math.max(1, length.plusMillis(999).toSeconds());
        if (seconds <= 60) {
            return seconds == 1 ? text(Text.ONE_SECOND) : text(Text.SECONDS, seconds);
        }
        return text(Text.MINUTES, (seconds + 59) / 60);
    }

    private String[] pieces(Text text) {
        return Objects.requireNonNull(texts.get(text));
    }
}
