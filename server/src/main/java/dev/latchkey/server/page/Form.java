package dev.latchkey.server.page;

import java.util.HashMap;
import java.util.Map;

/**
 * The target of a form, and its hidden fields.
 *
 * @param action a path of this server with its query
 * @param hidden the names and values of the hidden fields, the form token among them
 */
public record Form(String action, Map<String, String> hidden) {

    /** The name of the button that was pressed; the pages say which values there are. */
    public static final String DECISION = "decision";

    /** Copies the fields, so that they cannot change. */
    public Form {
        hidden = Map.copyOf(hidden);
    }

    /** The same with one more hidden field. */
    public Form with(String name, String value) {
        Map<String, String> more = new HashMap<>(hidden);
        more.put(name, value);
        return new Form(action, more);
    }
}
