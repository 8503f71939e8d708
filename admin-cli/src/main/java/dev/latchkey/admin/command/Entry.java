package dev.latchkey.admin.command;

import org.jspecify.annotations.Nullable;

/** What the program or a noun has under a name. */
public sealed interface Entry permits Noun, Verb {

    /** As it is written on the command line. */
    String name();

    /** The first line of its help; null where that is only to be read from the annotation of a verb. */
    @Nullable
    String description();
}
