package dev.latchkey.server.edge;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.util.Arrays;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request whose parameters are those of its form, without the empty ones: a parameter sent without a value
 * counts as omitted (<a href="https://www.rfc-editor.org/rfc/rfc6749#section-3.2">RFC 6749, section 3.2</a>).
 */
final class FormRequest extends HttpServletRequestWrapper {

    private final Map<String, String[]> parameters;

    FormRequest(HttpServletRequest request, Map<String, String[]> form) {
        super(request);
        Map<String, String[]> present = new LinkedHashMap<>();
        form.forEach((name, values) -> {
            String[] given =
                    Arrays.stream(values).filter(value -> !value.isEmpty()).toArray(String[]::new);
            if (given.length > 0) {
                present.put(name, given);
            }
        });
        this.parameters = Collections.unmodifiableMap(present);
    }

    @Override
    public @Nullable String getParameter(String name) {
        String[] values = parameters.get(name);
        return values == null ? null : values[0];
    }

    @Override
    public Map<String, String[]> getParameterMap() {
        return parameters;
    }

    @Override
    public Enumeration<String> getParameterNames() {
        return Collections.enumeration(parameters.keySet());
    }

    @Override
    public String @Nullable [] getParameterValues(String name) {
        return parameters.get(name);
    }
}
