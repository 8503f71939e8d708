package dev.latchkey.admin.output;

/** Numbers of things in words. */
public final class Counted {

    private Counted() {}

    /** {@code 1 user}, {@code 2 users}. */
    public static String of(long number, String thing) {
        return number + " " + thing + (number == 1 ? "" : "s");
    }

    /** {@code 1 exists}, {@code 2 exist}. */
    public static String of(long number, String singular, String plural) {
        return number + " " + (number == 1 ? singular : plural);
    }
}
