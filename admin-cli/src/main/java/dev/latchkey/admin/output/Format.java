package dev.latchkey.admin.output;

import dev.latchkey.admin.terminal.Terminal;

/** How data is printed. The names are lower case because that is how they are typed. */
@SuppressWarnings("MemberName")
public enum Format {
    /** Aligned columns with a heading, for people. */
    table,
    /** The columns of the table, separated by tabs, without a heading. */
    tsv,
    /** One JSON value: an object, or an array with one object a line. */
    json,
    /** One JSON object a line. */
    jsonl,
    /** RFC 4180 with a heading; lines end with a line feed only. */
    csv,
    /** Ids only, one a line. */
    id;

    /** The format when the command line names none. */
    public static Format byDefault(Terminal terminal) {
        return terminal.showsData() ? table : tsv;
    }

    /** Whether programs read it, and so every field is there. */
    boolean isForPrograms() {
        return this == json || this == jsonl || this == csv;
    }
}
