package dev.latchkey.acceptance;

/** Reads flat JSON, as a shell script would. */
final class Json {

    private Json() {}

    /** The text of a member. */
    static String field(String json, String name) {
        int begin = json.indexOf("\"" + name + "\":\"");
        if (begin < 0) {
            throw new AssertionError("There is no " + name + " in " + json);
        }
        String after = json.substring(begin + name.length() + 4);
        return after.substring(0, after.indexOf('"'));
    }
}
