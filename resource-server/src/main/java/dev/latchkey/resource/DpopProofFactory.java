package dev.latchkey.resource;

import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.security.oauth2.core.ClaimAccessor;
import org.springframework.security.oauth2.core.OAuth2Token;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.DPoPProofContext;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtDecoderFactory;

/**
 * Verifies DPoP proofs in Spring Security's resource server, since 6.5, in place of its own factory: that one takes the
 * host of the URL from the request, and forgets used proofs when it has many. Set it with
 * {@code DPoPAuthenticationProvider.setDPoPProofVerifierFactory}.
 */
public final class DpopProofFactory implements JwtDecoderFactory<DPoPProofContext> {

    private final String origin;
    private final DpopProofs proofs;

    /**
     * With used proofs in the memory of this process.
     *
     * @param origin of the resource server as its clients know it, like {@code https://api.example}
     */
    public DpopProofFactory(String origin) {
        this(origin, new ReplayCache(Clock.systemUTC(), ReplayCache.MOST));
    }

    /** The same with a store that several processes share. */
    public DpopProofFactory(String origin, ReplayStore replays) {
        this.origin = origin;
        this.proofs = new DpopProofs(replays, Clock.systemUTC());
    }

    /**
     * Makes what verifies the proof of one request. It throws a {@link BadJwtException} when that is not good, and an {@link
     * org.springframework.security.oauth2.core.OAuth2AuthenticationException} with status 503 when the store does not answer.
     */
    @Override
    public JwtDecoder createDecoder(DPoPProofContext context) {
        return proof -> {
            Optional<Refusal> refusal = refusal(context, proof);
            if (refusal.isPresent()) {
                String description = refusal.get().description();
                throw refusal.get().reason() == Refusal.Reason.UNAVAILABLE
                        ? StatusListValidator.unavailable(description)
                        : new BadJwtException(description);
            }
            return Jwt.withTokenValue(proof)
                    .header("typ", "dpop+jwt")
                    .claim("htm", context.getMethod())
                    .build();
        };
    }

    private Optional<Refusal> refusal(DPoPProofContext context, String proof) {
        OAuth2Token token = context.getAccessToken();
        Map<String, Object> claims = token instanceof ClaimAccessor accessor ? accessor.getClaims() : Map.of();
        String url = origin + URI.create(context.getTargetUri()).getRawPath();
        ResourceRequest request = new ResourceRequest(context.getMethod(), url, null, List.of(proof));
        return token == null
                ? Optional.of(Refusal.proof("The request has no access token"))
                : Confirmation.thumbprint(claims)
                        .map(jkt -> proofs.refusal(request, token.getTokenValue(), jkt))
                        .orElseGet(() -> Optional.of(Refusal.proof("The access token is not bound to a key")));
    }
}
