package dev.latchkey.server.token;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * A cache of verified access tokens, because resource servers ask about the same token with each of their requests. It
 * is emptied when the keys change, and when it is full. Only genuine tokens are kept, so an attacker cannot fill it
 * with forged ones.
 */
final class VerifiedTokens {

    /** Tokens: about 3 MB, or 15 MB if every client has the most claims of its own that it may have. */
    private static final int MOST = 2_000;

    private record Edition(long number, Map<String, AccessToken> tokens) {}

    private volatile Edition edition = new Edition(0, Map.of());

    /**
     * Gives the cached token, or else verifies it and keeps it if it is genuine.
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
