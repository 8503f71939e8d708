package dev.latchkey.admin.command;

/**
 * A command.
 *
 * @param type a class with one method that is a command; it is made with the {@link Session}
 */
public record Verb(String name, Class<?> type) implements Entry {

    /** What the build has made of {@link #type}, beside it. */
    public PreparedVerb prepared() {
        try {
            return Class.forName(PreparedVerb.nameFor(type))
                    .asSubclass(PreparedVerb.class)
                    .getConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("The build did not prepare " + type.getName(), e);
        }
    }
}
