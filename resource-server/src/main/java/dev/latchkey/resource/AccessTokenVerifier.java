package dev.latchkey.resource;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.JWTProcessor;
import java.text.ParseException;
import java.time.Clock;
import java.util.Arrays;
import java.util.Date;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Validates access tokens without any framework: signature, type, issuer, audience, lifetime and kind
 * (<a href="https://www.rfc-editor.org/rfc/rfc9068#section-4">RFC 9068, section 4</a>), then whether it was revoked. What
 * the scopes of a token allow is for the program to decide. Thread-safe; one for a program is enough.
 */
public final class AccessTokenVerifier implements AutoCloseable {

    private final StatusLists lists;
    private final JWTProcessor<SecurityContext> processor;
    private final DpopProofs proofs;

    private AccessTokenVerifier(Builder builder) {
        this.lists = builder.lists.build();
        Set<String> audiences = new HashSet<>(builder.audiences);
        if (audiences.isEmpty()) {
            audiences.add(lists.issuer().identifier());
        }
        JWTClaimsSet issuer =
                new JWTClaimsSet.Builder().issuer(lists.issuer().identifier()).build();
        Clock clock = builder.clock;
        ReplayStore replays = builder.replays;
        this.proofs = new DpopProofs(replays == null ? new ReplayCache(clock, ReplayCache.MOST) : replays, clock);
        this.processor = lists.keys()
                .processor(
                        builder.types,
                        new DefaultJWTClaimsVerifier<>(audiences, issuer, Set.of("sub", "iat", "exp"), null) {
                            @Override
                            protected Date currentTime() {
                                return Date.from(clock.instant());
                            }
                        });
    }

    /**
     * For the tokens of an issuer.
     *
     * @param issuer its identifier, as it is in the {@code iss} claim: an http or https URL
     */
    public static Builder of(String issuer) {
        return new Builder(issuer);
    }

    /**
     * Looks at the access token of a request, with the proof of the key if it is bound to one (<a
     * href="https://www.rfc-editor.org/rfc/rfc9449#section-7">RFC 9449, section 7</a>). Never throws, whatever it is.
     *
     * @return {@link Verdict.Accepted} or {@link Verdict.Refused}
     */
    public Verdict verify(ResourceRequest request) {
        Optional<String> bearer = request.token("Bearer");
        if (bearer.isPresent()) {
            return verify(bearer.get());
        }
        Optional<String> token = request.token("DPoP");
        if (token.isEmpty()) {
            return new Verdict.Refused(Refusal.invalid("The request has no access token"));
        }
        Verdict verdict = look(token.get());
        if (!(verdict instanceof Verdict.Accepted accepted)) {
            return verdict;
        }
        return Confirmation.thumbprint(accepted.claims().getClaims())
                .map(jkt -> proofs.refusal(request, token.get(), jkt))
                .orElseGet(() -> Optional.of(Refusal.proof("The access token is not bound to a key")))
                .<Verdict>map(Verdict.Refused::new)
                .orElse(verdict);
    }

    /**
     * Looks at what came as a bearer token. Never throws, whatever it is. A token that is bound to a key or a certificate is
     * refused, because it is no bearer token.
     *
     * @return {@link Verdict.Accepted} or {@link Verdict.Refused}
     */
    public Verdict verify(String token) {
        Verdict verdict = look(token);
        return verdict instanceof Verdict.Accepted accepted
                        && Confirmation.isThere(accepted.claims().getClaims())
                ? new Verdict.Refused(Refusal.proof("The access token is bound and needs its proof"))
                : verdict;
    }

    private Verdict look(String token) {
        JWTClaimsSet claims;
        try {
            claims = processor.process(token, null);
        } catch (ParseException | RuntimeException e) {
            // Whatever a parser stumbles over, it is the token's fault.
            return new Verdict.Refused(Refusal.invalid("The token is not a JWT"));
        } catch (BadJOSEException e) {
            return new Verdict.Refused(Refusal.invalid("The token is not a good one of this issuer for this audience"));
        } catch (JOSEException e) {
            return new Verdict.Refused(Refusal.unavailable("The keys of the issuer cannot be had at the moment"));
        }
        Map<String, Object> all = claims.getClaims();
        Optional<Refusal> refusal = AccessTokenClaims.refusal(all).or(() -> lists.refusal(all));
        return refusal.isPresent() ? new Verdict.Refused(refusal.get()) : new Verdict.Accepted(claims);
    }

    /** Fetches nothing more. */
    @Override
    public void close() {
        lists.close();
    }

    /** The settings, each with its default. */
    public static final class Builder {

        private final StatusLists.Builder lists;
        private Set<String> audiences = Set.of();
        private Set<JOSEObjectType> types = Set.of(JOSEObjectType.JWT, new JOSEObjectType("at+jwt"));
        private Clock clock = Clock.systemUTC();
        private @Nullable ReplayStore replays;

        private Builder(String issuer) {
            this.lists = StatusLists.of(issuer);
        }

        /** What this resource server is called: a token needs one of these in its {@code aud}. By default the issuer. */
        public Builder audience(String... audiences) {
            this.audiences = Set.of(audiences);
            return this;
        }

        /** The {@code typ} that a token may have in its header; by default {@code JWT} and {@code at+jwt}. */
        public Builder types(String... types) {
            this.types = Arrays.stream(types).map(JOSEObjectType::new).collect(Collectors.toSet());
            return this;
        }

        /** See {@link StatusLists.Builder#onUnavailable}. */
        public Builder onUnavailable(OnUnavailable onUnavailable) {
            lists.onUnavailable(onUnavailable);
            return this;
        }

        /** See {@link StatusLists.Builder#requireStatus}. */
        public Builder requireStatus(boolean requireStatus) {
            lists.requireStatus(requireStatus);
            return this;
        }

        /**
         * Where used proofs are noted; by default in the memory of this process, which has room for 100,000 and refuses
         * more.
         */
        public Builder replays(ReplayStore replays) {
            this.replays = replays;
            return this;
        }

        /** Where the time is from. */
        public Builder clock(Clock clock) {
            this.clock = clock;
            lists.clock(clock);
            return this;
        }

        /**
         * Done.
         *
         * @throws IllegalArgumentException when the issuer is not an http or https URL
         */
        public AccessTokenVerifier build() {
            return new AccessTokenVerifier(this);
        }
    }
}
