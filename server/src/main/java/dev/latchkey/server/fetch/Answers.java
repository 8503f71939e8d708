package dev.latchkey.server.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/** Reads the answer of a host, no more of it than was allowed. */
final class Answers {

    private static final Pattern MAX_AGE = Pattern.compile("(?:^|[\\s,])max-age=\"?([0-9]{1,9})\"?(?:$|[\\s,])");

    private Answers() {}

    /** The head only. */
    static Fetched head(ClassicHttpResponse response) {
        return new Fetched(response.getCode(), null, "", null);
    }

    /**
     * The head, and the body if the status is 200.
     *
     * @throws RefusedAnswerException when the body is longer than {@code maxBytes}, compressed, or not UTF-8
     */
    static Fetched whole(ClassicHttpResponse response, int maxBytes) throws IOException {
        HttpEntity entity = response.getEntity();
        if (response.getCode() != 200 || entity == null) {
            return head(response);
        }
        if (entity.getContentEncoding() != null && !entity.getContentEncoding().equalsIgnoreCase("identity")) {
            throw new RefusedAnswerException("the answer is compressed, which was not asked for");
        }
        if (entity.getContentLength() > maxBytes) {
            throw tooLong(maxBytes);
        }
        // Not closed: that would read the rest.
        InputStream in = entity.getContent();
        byte[] body = in.readNBytes(maxBytes + 1);
        if (body.length > maxBytes) {
            throw tooLong(maxBytes);
        }
        return new Fetched(response.getCode(), entity.getContentType(), text(body), maxAge(response));
    }

    private static RefusedAnswerException tooLong(int maxBytes) {
        return new RefusedAnswerException("the answer is longer than " + maxBytes + " bytes");
    }

    private static String text(byte[] body) throws RefusedAnswerException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new RefusedAnswerException("the answer is not UTF-8");
        }
    }

    private static @Nullable Duration maxAge(ClassicHttpResponse response) {
        for (Header header : response.getHeaders(HttpHeaders.CACHE_CONTROL)) {
            String directives = header.getValue().toLowerCase(Locale.ROOT);
            if (directives.contains("no-store") || directives.contains("no-cache")) {
                return Duration.ZERO;
            }
            Matcher maxAge = MAX_AGE.matcher(directives);
            if (maxAge.find()) {
                return Duration.ofSeconds(Long.parseLong(maxAge.group(1)));
            }
        }
        return null;
    }
}
