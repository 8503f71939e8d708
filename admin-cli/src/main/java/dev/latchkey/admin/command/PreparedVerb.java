package dev.latchkey.admin.command;

import picocli.CommandLine.Model.CommandSpec;

/**
 * A verb with its options as code. The build writes such a class for each verb, from the verb's annotations: Java would
 * generate classes to read those, in every run; see decision 23. What it sets are the fields with annotations, which are not
 * private for that reason.
 */
public interface PreparedVerb {

    /** In front of the name of the class that a prepared one is made from. No name that a person gives begins so. */
    String PREFIX = "Prepared_";

    /** The name of the class that is prepared for a verb, or for what has options of several verbs. */
    static String nameFor(Class<?> type) {
        String nested = type.getName().substring(type.getPackageName().length() + 1);
        return type.getPackageName() + "." + PREFIX + nested.replace('$', '_');
    }

    /** What the verb does; the first line is for the list of the commands. */
    String[] description();

    /** Its options, whose values {@link #run} uses. */
    CommandSpec spec();

    /** Calls the verb with the values that the command line has for its options; returns the exit code. */
    int run(Session session);
}
