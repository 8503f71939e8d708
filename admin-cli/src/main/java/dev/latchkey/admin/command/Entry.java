package dev.latchkey.admin.command;

import org.jspecify.annotations.Nullable;

/** A noun or a verb: one name on the command line. */
public sealed interface Entry permits Noun, Verb {

    /** As it is written on the command line. */
    String name();

    /** The first line of its help; null if only the annotation of the verb has it. */
    @Nullable
    String description();
}
