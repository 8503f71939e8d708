package dev.latchkey.bench;

import java.util.Collections;

/** A table in Markdown. */
final class Table {

    private final StringBuilder text = new StringBuilder();

    Table(String... header) {
        row((Object[]) header);
        row(Collections.nCopies(header.length, "---").toArray());
    }

    Table row(Object... cells) {
        for (Object cell : cells) {
            text.append("| ").append(cell).append(' ');
        }
        text.append("|\n");
        return this;
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
