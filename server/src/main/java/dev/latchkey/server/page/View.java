package dev.latchkey.server.page;

import gg.jte.Content;
import java.time.Duration;
import java.time.Instant;

/** What every template needs: the looks and the language. */
record View(Looks looks, Words words) {

    String language() {
        return words.language().tag();
    }

    /** Where a path of this server is for the browser. */
    String url(String path) {
        return looks.base() + path;
    }

    /** The title of the window. */
    String title(String title, boolean error) {
        return (error ? text(Text.ERROR_TITLE, title) : title) + " · " + looks.name();
    }

    /** The first letter of a name, for the eye. */
    String initial(String name) {
        return name.isEmpty()
                ? ""
                : Character.toString(name.codePointAt(0))
                        .toUpperCase(words.language().locale());
    }

    String text(Text text, Object... arguments) {
        return words.text(text, arguments);
    }

    Content emphasised(Text text, Object... arguments) {
        return words.emphasised(text, arguments);
    }

    String time(Instant time) {
        return words.time(time);
    }

    String length(Duration length) {
        return words.length(length);
    }
}
