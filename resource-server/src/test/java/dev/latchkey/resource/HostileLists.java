package dev.latchkey.resource;

import static dev.latchkey.resource.TestIssuer.compressed;
import static dev.latchkey.resource.TestIssuer.send;
import static dev.latchkey.resource.TestIssuer.text;

import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.PlainJWT;
import dev.latchkey.resource.TestIssuer.Answer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Map;

/** Lists that nobody should believe. Whoever does finds the first token of each good. */
final class HostileLists {

    private HostileLists() {}

    /** By the path where they are to be. */
    static Map<String, Answer> of(TestIssuer issuer) {
        Map<String, Answer> hostile = new LinkedHashMap<>();
        Instant now = Instant.now();
        hostile.put("/gone", TestIssuer.status(404));
        hostile.put("/broken", TestIssuer.status(500));
        hostile.put("/not-modified", TestIssuer.status(304));
        hostile.put("/empty", text(() -> ""));
        hostile.put("/page", text(() -> "<html>"));
        hostile.put("/redirect", exchange -> {
            exchange.getResponseHeaders().set("Location", issuer.uri("/target"));
            send(exchange, 302, new byte[0]);
        });
        hostile.put("/hangs-up", exchange -> {
            exchange.sendResponseHeaders(200, 1000);
            exchange.getResponseBody().write("eyJ".getBytes(StandardCharsets.UTF_8));
        });
        // A good one, and much white space after it, in one piece and in many.
        String good = issuer.signed(issuer.listAt("/too-large"));
        hostile.put("/too-large", text(() -> good + " ".repeat(Documents.MAX_BODY)));
        String unannounced = issuer.signed(issuer.listAt("/unannounced"));
        hostile.put("/unannounced", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(unannounced.getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().write(" ".repeat(Documents.MAX_BODY).getBytes(StandardCharsets.UTF_8));
        });
        byte[] bomb = compressed(new byte[64 << 20]);
        hostile.put("/bomb", issuer.list(issuer.list("/bomb", bomb)));
        hostile.put("/truncated", issuer.list(issuer.list("/truncated", new byte[] {0x78, (byte) 0xda})));
        hostile.put("/garbage", issuer.list(issuer.list("/garbage", new byte[100])));
        hostile.put(
                "/three-bits",
                issuer.list(
                        issuer.listAt("/three-bits").claim("status_list", Map.of("bits", 3, "lst", "eNrbuRgAAhcBXQ"))));
        hostile.put("/no-list", issuer.list(issuer.listAt("/no-list").claim("status_list", null)));
        hostile.put("/other-sub", issuer.list(issuer.listAt("/another")));
        hostile.put("/no-sub", issuer.list(issuer.listAt("/no-sub").subject(null)));
        hostile.put("/expired", issuer.list(issuer.listAt("/expired").expirationTime(Date.from(now.minusSeconds(1)))));
        hostile.put("/no-exp", issuer.list(issuer.listAt("/no-exp").expirationTime(null)));
        hostile.put(
                "/future",
                issuer.list(issuer.listAt("/future")
                        .issueTime(Date.from(now.plusSeconds(600)))
                        .expirationTime(Date.from(now.plusSeconds(900)))));
        hostile.put("/no-iat", issuer.list(issuer.listAt("/no-iat").issueTime(null)));
        hostile.put(
                "/other-key",
                text(() -> TestIssuer.sign(TestIssuer.newKey("first"), "statuslist+jwt", issuer.listAt("/other-key"))));
        hostile.put(
                "/unknown-kid",
                text(() -> TestIssuer.sign(
                        TestIssuer.newKey("nobody's"), "statuslist+jwt", issuer.listAt("/unknown-kid"))));
        hostile.put("/other-type", text(() -> TestIssuer.sign(issuer.key(), "JWT", issuer.listAt("/other-type"))));
        hostile.put(
                "/unsigned", text(() -> new PlainJWT(issuer.listAt("/unsigned").build()).serialize()));
        hostile.put(
                "/nested",
                text(() -> Base64URL.encode(("{\"typ\":" + "[".repeat(100_000)).getBytes(StandardCharsets.UTF_8))
                        + ".e30.AA"));
        hostile.put("/bad-etag", exchange -> {
            exchange.getResponseHeaders().set("ETag", "\"\u007f\u0001\"");
            send(exchange, 500, new byte[0]);
        });
        return hostile;
    }
}
