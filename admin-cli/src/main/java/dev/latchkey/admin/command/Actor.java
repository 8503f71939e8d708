package dev.latchkey.admin.command;

/** The name that {@code --actor} gives: one that the audit log cannot take for what a server writes. */
final class Actor {

    private static final int MAX_LENGTH = 128;

    private Actor() {}

    /** Returns the name. */
    static String check(String name) {
        if (name.isBlank()
                || name.codePointCount(0, name.length()) > MAX_LENGTH
                || name.codePoints().anyMatch(Actor::isHidden)) {
            throw Failure.usage("--actor is a name of 1 to " + MAX_LENGTH + " characters that show.");
        }
        if (name.equals("server") || name.startsWith("user:") || name.startsWith("client:")) {
            throw Failure.usage("--actor is not 'server', 'user:…' or 'client:…': those are what a server writes.");
        }
        return name;
    }

    private static boolean isHidden(int codePoint) {
        int type = Character.getType(codePoint);
        return type == Character.CONTROL
                || type == Character.FORMAT
                || type == Character.SURROGATE
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR
                || type == Character.UNASSIGNED;
    }
}
