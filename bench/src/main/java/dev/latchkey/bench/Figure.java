package dev.latchkey.bench;

/**
 * Something that is not a kind of request.
 *
 * @param aim what it should be; may be empty
 * @param value what it is, in words
 * @param errors of the requests that it was taken from
 */
record Figure(String name, String aim, String value, long errors) {

    /** What it is, and whether that is worth anything. */
    String measured() {
        return errors == 0 ? value : "%s, %d errors".formatted(value, errors);
    }
}
