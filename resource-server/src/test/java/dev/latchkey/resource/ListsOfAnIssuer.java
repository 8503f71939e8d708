package dev.latchkey.resource;

import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import dev.latchkey.resource.Refusal.Reason;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;

/** Two kinds of status lists of one issuer, which serves what a test gives it: those that refuse a token when no list is available, and those that accept it. */
abstract class ListsOfAnIssuer {

    static final int GOOD = 0;
    static final int REVOKED = 1;
    final TestIssuer issuer = new TestIssuer();
    final TestClock clock = new TestClock();
    final StatusLists closed = StatusLists.of(issuer.issuer()).clock(clock).build();
    final StatusLists open = StatusLists.of(issuer.issuer())
            .clock(clock)
            .onUnavailable(OnUnavailable.ACCEPT)
            .build();

    @AfterEach
    void stop() {
        closed.close();
        open.close();
        issuer.close();
    }

    void serve(String path, JWTClaimsSet.Builder claims) {
        issuer.answer(path, issuer.list(claims));
    }

    Optional<Reason> refusal(StatusLists lists, String path, long index) {
        return lists.refusal(claims(issuer.uri(path), index)).map(Refusal::reason);
    }

    static Map<String, Object> claims(String uri, long index) {
        return Map.of("status", Map.of("status_list", Map.of("idx", index, "uri", uri)));
    }

    static String encoded(byte[] bytes) {
        return Base64URL.encode(bytes).toString();
    }
}
