package dev.latchkey.server.edge;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Requests made of any bytes, from one seed. Most are nearly right, so that they get past the first checks. */
final class AnyRequest {

    private static final List<String> FORM_PATHS =
            List.of("/oauth2/token", "/oauth2/revoke", "/oauth2/introspect", "/userinfo");
    private static final List<String> PATHS = List.of(
            "/oauth2/jwks",
            "/.well-known/oauth-authorization-server",
            "/.well-known/openid-configuration",
            "/status-lists",
            "/status-lists/1",
            "/status-lists/99999999999999999999",
            "/userinfo",
            "/users/me",
            "/users/me/password",
            "/users/other",
            "/register",
            "/error",
            "/",
            "/assets/0123456789abcdef.css",
            "/oauth2/authorize",
            "/sign-in",
            "/consent",
            "/oauth2/logout",
            "/demo/callback",
            "/oauth2",
            "/oauth2/%74oken",
            "/nowhere");
    private static final List<String> MANAGEMENT_PATHS =
            List.of("/livez", "/readyz", "/actuator/health", "/actuator/health/liveness", "/actuator/prometheus", "/x");
    private static final List<String> METHODS = List.of(
            "GET", "GET", "POST", "POST", "PATCH", "HEAD", "OPTIONS", "PUT", "DELETE", "TRACE", "CONNECT", "get");
    private static final List<String> HEADERS = List.of(
            "Host,Authorization,Content-Type,Content-Length,Transfer-Encoding,Content-Encoding,Accept,Accept-Encoding",
            "Accept-Language,Accept-Charset,If-None-Match,If-Modified-Since,If-Match,Range,Expect,Connection,Upgrade",
            "HTTP2-Settings,Origin,Access-Control-Request-Method,Access-Control-Request-Headers,X-Forwarded-For",
            "X-Forwarded-Host,X-Forwarded-Proto,X-Forwarded-Prefix,Forwarded,X-Request-Id,traceparent,tracestate",
            "baggage,Cookie,User-Agent,X-HTTP-Method-Override,TE,Trailer,Via,DPoP,Date,Keep-Alive,Content-Disposition");
    private static final List<String> HEADER_NAMES =
            List.of(String.join(",", HEADERS).split(",", -1));
    private static final List<String> PARAMETERS = List.of(
            "grant_type",
            "client_id",
            "client_secret",
            "username",
            "password",
            "scope",
            "refresh_token",
            "access_token",
            "token",
            "token_type_hint",
            "client_assertion",
            "client_assertion_type",
            "x");
    private static final List<String> MEMBERS =
            List.of("username", "email", "full_name", "password", "old_password", "new_password", "x");

    private final Random random;
    private final List<String> tokens;

    /** Requests that now and then name one of these {@code tokens}, clients or credentials, which are good. */
    AnyRequest(long seed, List<String> tokens) {
        this.random = new Random(seed);
        this.tokens = tokens;
    }

    /** The next one, whole, and whether it is one for the management port. */
    byte[] next(boolean management) {
        if (chance(50)) {
            return bytes(garbage() + (chance(2) ? "\r\n\r\n" : ""));
        }
        boolean form = !management && chance(2);
        String path = management ? pick(MANAGEMENT_PATHS) : form ? pick(FORM_PATHS) : pick(PATHS);
        String method = chance(5) ? pick(METHODS) : form ? "POST" : methodOf(path);
        StringBuilder head = new StringBuilder(method).append(' ').append(path);
        if (chance(12)) {
            head.append(pick(List.of("?", "/", ";", "%", "#"))).append(garbage());
        }
        head.append(chance(60) ? " HTTP/" + garbage() : " HTTP/1.1").append("\r\n");
        if (!chance(60)) {
            head.append("Host: localhost\r\n");
        }
        String body = form ? form() : method.equals("GET") ? "" : json();
        if (!chance(15)) {
            head.append("Content-Type: ")
                    .append(form ? OddValues.TYPES.getFirst() : "application/json")
                    .append("\r\n");
        }
        if (!chance(20)) {
            head.append("Content-Length: ").append(body.length()).append("\r\n");
        }
        if (!form && chance(2)) {
            head.append("Authorization: Bearer ").append(pick(tokens)).append("\r\n");
        }
        for (int headers = random.nextInt(4); headers > 0; headers--) {
            String name = chance(15) ? garbage() : pick(HEADER_NAMES);
            head.append(name)
                    .append(chance(40) ? garbage() : ": ")
                    .append(value(name))
                    .append("\r\n");
        }
        return bytes(head.append("\r\n").append(body).toString());
    }

    private static String methodOf(String path) {
        return path.equals("/register") || path.endsWith("/password") ? "POST" : "GET";
    }

    private String value(String name) {
        return switch (name) {
            case "Authorization" -> credentials();
            case "Content-Type", "Accept" -> pick(OddValues.TYPES) + (chance(2) ? "" : garbage());
            case "traceparent" ->
                "00-" + hex(32) + "-" + hex(16) + "-0" + random.nextInt(4) + (chance(2) ? garbage() : "");
            case "Origin" -> pick(List.of("https://app.example", "null", "http://", "")) + (chance(2) ? garbage() : "");
            case "Content-Length" -> Integer.toString(random.nextInt(400) - 20) + (chance(4) ? garbage() : "");
            default -> chance(5) ? pick(tokens) : garbage();
        };
    }

    private String credentials() {
        String scheme = pick(List.of("Basic ", "basic", "Bearer ", "bearer\t", "DPoP ", "Digest ", "Negotiate ", ""));
        String pair = pick(tokens) + garbage() + (chance(3) ? "" : ":") + (chance(2) ? garbage() : pick(tokens));
        return scheme
                + switch (random.nextInt(3)) {
                    case 0 -> Base64.getEncoder().encodeToString(bytes(pair));
                    case 1 -> pick(tokens) + (chance(2) ? garbage() : "");
                    default -> garbage();
                };
    }

    /** Hashing a password is dear, so that most are without one. */
    private String form() {
        StringBuilder form = new StringBuilder("grant_type=")
                .append(pick(List.of("client_credentials", "refresh_token", "password", garbage())));
        if (chance(2)) {
            form.append("&client_id=").append(chance(2) ? pick(tokens) : garbage());
        }
        if (chance(2)) {
            form.append("&client_secret=").append(chance(2) ? pick(tokens) : garbage());
        }
        for (int parameters = random.nextInt(4); parameters > 0; parameters--) {
            String name = chance(10) ? garbage() : pick(PARAMETERS);
            if (!name.equals("password") || chance(10)) {
                form.append(pick(List.of("&", "&", "&", "&&", ";")))
                        .append(name)
                        .append(chance(10) ? "" : "=")
                        .append(chance(3) ? pick(tokens) : garbage());
            }
        }
        return form.toString();
    }

    private String json() {
        if (chance(3)) {
            return pick(OddValues.JSON);
        }
        StringBuilder json = new StringBuilder("{");
        for (int members = random.nextInt(4); members > 0; members--) {
            json.append('"').append(chance(10) ? garbage() : pick(MEMBERS)).append("\":");
            json.append(chance(5) ? pick(OddValues.JSON) : '"' + (chance(4) ? "word " : "") + garbage() + '"');
            json.append(members > 1 ? "," : "");
        }
        return json.append('}').toString();
    }

    private String garbage() {
        return switch (random.nextInt(4)) {
            case 0 -> random(random.nextInt(24));
            case 1 -> pick(OddValues.ODD) + pick(OddValues.ODD);
            default -> pick(OddValues.ODD);
        };
    }

    private String random(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private String hex(int length) {
        return String.format("%032x", random.nextLong() & Long.MAX_VALUE).substring(0, length);
    }

    private boolean chance(int oneIn) {
        return random.nextInt(oneIn) == 0;
    }

    private String pick(List<String> list) {
        return list.get(random.nextInt(list.size()));
    }

    private static byte[] bytes(@Nullable String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(String.valueOf(text).getBytes(StandardCharsets.ISO_8859_1));
        return bytes.toByteArray();
    }
}
