package dev.latchkey.server.token;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Tokens whose signatures were verified, for resource servers that ask about the same one with each of their requests. All
 * are forgotten when the keys change, and when there are too many. Only genuine tokens get here, so an attacker cannot
 * fill it with forged ones.
 */
final class VerifiedTokens {

    /** Some 3 MB; 15 MB if every client has as many claims of its own as it may. */
    private static final int MOST = 2_000;

    private record Edition(long number, Map<String, AccessToken> tokens) {}

    private volatile Edition edition = new Edition(0, Map.of());

    /**
     * Remembers what {@code verify} finds.
     *
     * @param keys the edition of the keys, above zero; what was verified with another one is verified again
     */
    Optional<AccessToken> get(String token, long keys, Function<String, Optional<AccessToken>> verify) {
        Edition current = edition;
        if (current.number != keys) {
            current = new Edition(keys, new ConcurrentHashMap<>());
            edition = current;
        }
        AccessToken known = current.tokens.get(token);
        if (known != null) {
            return Optional.of(known);
        }
        Optional<AccessToken> verified = verify.apply(token);
        if (verified.isPresent()) {
            if (current.tokens.size() >= MOST) {
                current.tokens.clear();
            }
            current.tokens.put(token, verified.get());
        }
        return verified;
    }
}
