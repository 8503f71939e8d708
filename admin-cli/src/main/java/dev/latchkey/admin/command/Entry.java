package dev.latchkey.admin.command;

/** A noun or a verb: one name on the command line. */
public sealed interface Entry permits Noun, Verb {

    /** As it is written on the command line. */
    String name();
}
