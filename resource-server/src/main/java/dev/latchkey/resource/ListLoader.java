package dev.latchkey.resource;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.JWTProcessor;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Fetches Status List Tokens and believes only good ones
 * (<a href="https://datatracker.ietf.org/doc/html/draft-ietf-oauth-status-list-21#section-8.3">Token Status List, section
 * 8.3</a>).
 */
final class ListLoader {

    private static final String MEDIA_TYPE = "application/statuslist+jwt";

    /** How far the issuer's clock may be ahead of ours. */
    private static final Duration CLOCK_SKEW = Duration.ofSeconds(60);

    private static final Duration LEAST_TTL = Duration.ofSeconds(1);
    private static final Duration DEFAULT_TTL = Duration.ofSeconds(30);
    private static final Duration MOST_TTL = Duration.ofMinutes(5);

    /**
     * A list as it was fetched.
     *
     * @param ttl after which it is to be fetched again
     * @param etag null when the issuer sent none
     */
    record Loaded(StatusList list, Duration ttl, @Nullable String etag) {}

    private final Documents documents;
    private final JWTProcessor<SecurityContext> processor;
    private final Clock clock;

    ListLoader(Documents documents, Keys keys, Clock clock) {
        this.documents = documents;
        this.processor = keys.processor(Set.of(new JOSEObjectType("statuslist+jwt")), (claims, context) -> {});
        this.clock = clock;
    }

    /**
     * Fetches a list; the future fails when there is none that is good and not older than the one before.
     *
     * @param before what was had the last time, null when there was nothing
     */
    CompletableFuture<Loaded> load(URI uri, @Nullable Loaded before) {
        String etag = before != null && before.list().isGoodAt(clock.instant()) ? before.etag() : null;
        return documents.get(uri, MEDIA_TYPE, etag).thenApply(response -> {
            if (response.statusCode() == 304 && before != null) {
                return before;
            }
            Loaded loaded = read(uri, response);
            // Behind several servers or a cache the next answer may be the older one.
            return before != null && loaded.list().isOlderThan(before.list()) ? before : loaded;
        });
    }

    private Loaded read(URI uri, HttpResponse<byte[]> response) {
        if (response.statusCode() != 200) {
            throw new UnusableListException("HTTP " + response.statusCode());
        }
        JWTClaimsSet claims = verified(new String(response.body(), StandardCharsets.US_ASCII).strip());
        if (!uri.toString().equals(claims.getSubject())) {
            throw new UnusableListException("it is another list, its sub is not this URI");
        }
        StatusList list = StatusList.of(claims);
        Instant now = clock.instant();
        if (!list.isGoodAt(now)) {
            throw new UnusableListException("it has expired, or this clock is ahead");
        }
        if (list.isIssuedAfter(now.plus(CLOCK_SKEW))) {
            throw new UnusableListException("it is from the future, or this clock is behind");
        }
        return new Loaded(
                list, ttl(claims), response.headers().firstValue("ETag").orElse(null));
    }

    private JWTClaimsSet verified(String token) {
        try {
            return processor.process(token, null);
        } catch (ParseException | BadJOSEException e) {
            throw new UnusableListException("it is not a Status List Token that the issuer signed");
        } catch (JOSEException e) {
            throw new UnusableListException("the issuer's keys cannot be had");
        }
    }

    private static Duration ttl(JWTClaimsSet claims) {
        if (!(claims.getClaim("ttl") instanceof Number seconds)) {
            return DEFAULT_TTL;
        }
        long bounded = Math.min(Math.max(seconds.longValue(), LEAST_TTL.toSeconds()), MOST_TTL.toSeconds());
        return Duration.ofSeconds(bounded);
    }
}
