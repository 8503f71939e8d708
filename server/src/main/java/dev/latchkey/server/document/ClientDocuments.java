package dev.latchkey.server.document;

import dev.latchkey.core.client.Client;
import dev.latchkey.core.client.ClientUrl;
import dev.latchkey.core.client.DescribedClient;
import dev.latchkey.server.cache.ClientDirectory;
import dev.latchkey.server.cache.TrustDirectory;
import dev.latchkey.server.document.ClientDocument.UnusableDocument;
import dev.latchkey.server.fetch.FetchException;
import dev.latchkey.server.fetch.Fetched;
import dev.latchkey.server.fetch.FetchedDocuments;
import dev.latchkey.server.fetch.Fetcher;
import dev.latchkey.server.http.Failure;
import dev.latchkey.server.http.RateLimitedException;
import dev.latchkey.server.limit.Limits;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the clients of authorization requests whose client id is a URL. Their documents are fetched from trusted hosts only,
 * and are kept in memory; what comes of one is stored when a user approves it, by {@link
 * dev.latchkey.core.client.DocumentClients}.
 */
public final class ClientDocuments {

    /** More of a document is not read, in bytes: draft-ietf-oauth-client-id-metadata-document, section 6.6. */
    private static final int MOST_BYTES = 5 * 1024;

    /** So that a document that was taken away is not used for long. */
    private static final Duration STALE = Duration.ofMinutes(10);

    private static final Logger LOG = LoggerFactory.getLogger(ClientDocuments.class);

    /** What was made of an answer: one of both. A document that became bad takes the place of the good one. */
    private record Reading(
            @Nullable ClientDocument document, @Nullable String problem) {

        static Reading of(Fetched answer) {
            try {
                return answer.isJson()
                        ? new Reading(ClientDocument.parse(answer.body()), null)
                        : new Reading(null, "its Content-Type is not application/json");
            } catch (UnusableDocument e) {
                return new Reading(null, e.getMessage());
            }
        }
    }

    private final TrustDirectory trust;
    private final ClientDirectory clients;
    private final Limits limits;
    private final FetchedDocuments<Reading> readings;

    public ClientDocuments(TrustDirectory trust, ClientDirectory clients, Limits limits, Fetcher fetcher) {
        this(trust, clients, limits, fetcher, System::nanoTime);
    }

    ClientDocuments(
            TrustDirectory trust, ClientDirectory clients, Limits limits, Fetcher fetcher, LongSupplier nanoTime) {
        this.trust = trust;
        this.clients = clients;
        this.limits = limits;
        this.readings = new FetchedDocuments<>(fetcher, MOST_BYTES, STALE, Reading::of, nanoTime);
    }

    /**
     * Finds a client.
     *
     * @param clientId that is meant to be a URL
     * @param address of the browser, which may have few documents fetched
     * @return as its document says now, stored or not; as it was stored when an administrator disabled it
     * @throws Failure when there is no such client: its host is not trusted, or its document cannot be fetched or used
     * @throws RateLimitedException when its document would have to be fetched, and too many were
     */
    public Client find(String clientId, String address) {
        ClientUrl url = ClientUrl.parse(clientId)
                .orElseThrow(() -> Failure.invalidRequest(
                        "A client_id that is a URL has the form https://host/path, with the host in lower case."));
        if (!trust.isTrusted(url.host())) {
            throw Failure.invalidRequest("The host of the client_id is not trusted here.");
        }
        // Counted before the database is asked, too: a client can name as many URLs as it likes.
        Optional<Reading> kept = readings.isDue(url.uri()) ? count(url, address) : Optional.empty();
        Client stored = clients.find(clientId).orElse(null);
        return stored != null && stored.isDisabled()
                ? stored
                : describe(url, kept, address).client(stored);
    }

    /**
     * Counts a document that is about to be fetched.
     *
     * @return empty when it may be fetched; else as it was within the last day
     */
    private Optional<Reading> count(ClientUrl url, String address) {
        try {
            limits.clientDocument(url.host(), address);
            return Optional.empty();
        } catch (RateLimitedException e) {
            return Optional.of(readings.kept(url.uri()).orElseThrow(() -> e));
        }
    }

    private DescribedClient describe(ClientUrl url, Optional<Reading> kept, String address) {
        try {
            Reading reading = kept.isPresent() ? kept.get() : readings.get(url.uri());
            return document(url, reading, address).describe(url, trust.scopes());
        } catch (UnusableDocument e) {
            LOG.info("The document {} cannot be used: {}", url, e.getMessage());
            throw Failure.invalidRequest("The document of the client_id cannot be used: " + e.getMessage() + ".");
        } catch (FetchException e) {
            LOG.info("The document {} cannot be fetched: {}", url, e.getMessage());
            throw Failure.invalidRequest("The document of the client_id cannot be fetched: " + e.getMessage() + ".");
        }
    }

    private ClientDocument document(ClientUrl url, Reading known, String address)
            throws UnusableDocument, FetchException {
        Reading reading = known;
        if (known.document() == null && readings.isDueAgain(url.uri())) {
            // Its author may have mended it.
            Optional<Reading> kept = count(url, address);
            reading = kept.isPresent() ? kept.get() : readings.getAgain(url.uri());
        }
        ClientDocument document = reading.document();
        if (document == null) {
            throw new UnusableDocument(String.valueOf(reading.problem()));
        }
        return document;
    }
}
