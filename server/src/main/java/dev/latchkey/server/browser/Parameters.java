package dev.latchkey.server.browser;

import dev.latchkey.server.http.Failure;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;

/**
 * The parameters of one query or of one form, never of both, in their order. Read here and not by the container, which
 * mixes the two and is not strict.
 */
public final class Parameters {

    /** The longest query or form that is read, in bytes. */
    public static final int MAX_LENGTH = 16 * 1024;

    /** No parameters. */
    public static final Parameters NONE = new Parameters(List.of());

    private static final int MOST = 200;

    /** By their codes, the characters that the encoder leaves as they are. */
    private static final boolean[] UNRESERVED = new boolean[128];

    static {
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._*"
                .chars()
                .forEach(c -> UNRESERVED[c] = true);
    }

    private record Parameter(String name, String value) {}

    private final List<Parameter> all;

    /** The first value of each parameter that is not empty; empty when there is none. */
    private final Map<String, String> values = new HashMap<>();

    private final Set<String> repeated = new TreeSet<>();

    private Parameters(List<Parameter> all) {
        this.all = List.copyOf(all);
        for (Parameter parameter : all) {
            // An empty one is as good as missing, but counts.
            String earlier = values.putIfAbsent(parameter.name(), parameter.value());
            if (earlier != null) {
                repeated.add(parameter.name());
                if (earlier.isEmpty()) {
                    values.put(parameter.name(), parameter.value());
                }
            }
        }
    }

    /**
     * Reads the query of a request.
     *
     * @throws Failure 414 when it is too long, 400 when it is no {@code application/x-www-form-urlencoded} text in UTF-8
     */
    public static Parameters ofQuery(HttpServletRequest request) {
        String query = request.getQueryString();
        if (query == null) {
            return NONE;
        }
        // Room for the mark of a sign-in, which a step adds.
        if (query.length() > MAX_LENGTH + 256) {
            throw tooLong();
        }
        return parse(query);
    }

    /** The query is longer than any that is answered: 414. */
    public static Failure tooLong() {
        return new Failure(
                HttpStatus.URI_TOO_LONG, "invalid_request", "The query is longer than " + MAX_LENGTH + " bytes.");
    }

    /**
     * Reads the form that is the body of a request.
     *
     * @throws Failure 413 when it is too long, 400 when it is no form in UTF-8
     */
    public static Parameters ofForm(HttpServletRequest request) throws IOException {
        if (!isForm(request.getContentType())) {
            throw Failure.invalidRequest("The body is not application/x-www-form-urlencoded in UTF-8.");
        }
        byte[] body = request.getInputStream().readNBytes(MAX_LENGTH + 1);
        if (body.length > MAX_LENGTH) {
            throw new Failure(HttpStatus.CONTENT_TOO_LARGE, "invalid_request", "The body is too large.");
        }
        return parse(decodeUtf8(body, body.length));
    }

    private static boolean isForm(@Nullable String contentType) {
        if (contentType == null) {
            return false;
        }
        try {
            MediaType type = MediaType.parseMediaType(contentType);
            return type.equalsTypeAndSubtype(MediaType.APPLICATION_FORM_URLENCODED)
                    && (type.getCharset() == null || StandardCharsets.UTF_8.equals(type.getCharset()));
        } catch (InvalidMediaTypeException e) {
            return false;
        }
    }

    /**
     * Reads encoded parameters.
     *
     * @throws Failure 400 when they are too many, malformed, not in UTF-8, or have a NUL character
     */
    static Parameters parse(String encoded) {
        List<Parameter> parameters = new ArrayList<>();
        String[] pairs = encoded.split("&", MOST + 1);
        if (pairs.length > MOST) {
            throw Failure.invalidRequest("There are more than " + MOST + " parameters.");
        }
        for (String pair : pairs) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                parameters.add(new Parameter(
                        decode(equals < 0 ? pair : pair.substring(0, equals)),
                        equals < 0 ? "" : decode(pair.substring(equals + 1))));
            }
        }
        return new Parameters(parameters);
    }

    /** The first value of a parameter; null when it is missing or empty, which is the same (RFC 6749, section 3.1). */
    public @Nullable String get(String name) {
        String value = values.get(name);
        return value == null || value.isEmpty() ? null : value;
    }

    /** All values of a parameter that are not empty, in their order. */
    public List<String> all(String name) {
        return all.stream()
                .filter(parameter ->
                        parameter.name().equals(name) && !parameter.value().isEmpty())
                .map(Parameter::value)
                .toList();
    }

    /** Whether a parameter is there more than once, with or without a value. */
    public boolean isRepeated(String name) {
        return repeated.contains(name);
    }

    /** Whether any parameter is there more than once. */
    public boolean hasRepeated() {
        return !repeated.isEmpty();
    }

    /** Those that are there more than once, by the alphabet. */
    public Set<String> repeated() {
        return Collections.unmodifiableSet(repeated);
    }

    public boolean isEmpty() {
        return all.isEmpty();
    }

    /** Those with these names, in one spelling: whatever was escaped, equal parameters give equal texts. */
    public String encoded(Predicate<String> names) {
        StringBuilder encoded = new StringBuilder(256);
        for (Parameter parameter : all) {
            if (names.test(parameter.name())) {
                if (!encoded.isEmpty()) {
                    encoded.append('&');
                }
                encoded.append(encode(parameter.name())).append('=').append(encode(parameter.value()));
            }
        }
        return encoded.toString();
    }

    /** Those and one more; one of the same name is replaced. */
    public Parameters with(String name, String value) {
        List<Parameter> others = new ArrayList<>(all);
        others.removeIf(parameter -> parameter.name().equals(name));
        others.add(new Parameter(name, value));
        return new Parameters(others);
    }

    /** A value as it stands in a query. A space is {@code %20}, which every decoder takes for a space. */
    public static String encode(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= UNRESERVED.length || !UNRESERVED[c]) {
                return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
            }
        }
        return text;
    }

    private static String decode(String text) {
        if (isPlain(text)) {
            return text;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%') {
                bytes.write(octet(text, i + 1));
                i += 2;
            } else if (c == '+') {
                bytes.write(' ');
            } else {
                int point = text.codePointAt(i);
                bytes.writeBytes(Character.toString(point).getBytes(StandardCharsets.UTF_8));
                i += Character.charCount(point) - 1;
            }
        }
        String decoded = decodeUtf8(bytes.toByteArray(), bytes.size());
        if (decoded.indexOf('\0') >= 0) {
            throw Failure.invalidRequest("A parameter has a NUL character.");
        }
        return decoded;
    }

    /** Whether every character stands for itself, as in most values. */
    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%' || c == '+' || c == 0 || c > 0x7E) {
                return false;
            }
        }
        return true;
    }

    private static int octet(String text, int at) {
        if (at + 2 <= text.length()) {
            int high = Character.digit(text.charAt(at), 16);
            int low = Character.digit(text.charAt(at + 1), 16);
            if (high >= 0 && low >= 0) {
                return 16 * high + low;
            }
        }
        throw malformed();
    }

    private static String decodeUtf8(byte[] bytes, int length) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, 0, length))
                    .toString();
        } catch (CharacterCodingException e) {
            throw malformed();
        }
    }

    private static Failure malformed() {
        return Failure.invalidRequest("The parameters are not encoded as a form in UTF-8.");
    }
}
