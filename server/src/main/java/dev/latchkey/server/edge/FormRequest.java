package dev.latchkey.server.edge;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request whose parameters are those of its form, each once, without the empty ones: a parameter sent without a value
 * counts as omitted (<a href="https://www.rfc-editor.org/rfc/rfc6749#section-3.2">RFC 6749, section 3.2</a>).
 */
final class FormRequest extends HttpServletRequestWrapper {

    private final Map<String, String[]> parameters;

    FormRequest(HttpServletRequest request, Map<String, String[]> form) {
        super(request);
        Map<String, String[]> present = new LinkedHashMap<>();
        form.forEach((name, values) -> {
            if (!values[0].isEmpty()) {
                present.put(name, values);
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
