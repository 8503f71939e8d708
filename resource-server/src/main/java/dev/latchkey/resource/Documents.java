package dev.latchkey.resource;

import com.nimbusds.jose.util.Resource;
import com.nimbusds.jose.util.ResourceRetriever;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Fetches what the issuer publishes: bounded in size and in time, and never from where a redirection points. */
final class Documents implements ResourceRetriever {

    /** In bytes, on the wire. */
    static final int MAX_BODY = 512 * 1024;

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

    private final HttpClient client;
    private final Duration timeout;

    /** With a limit for a whole request, from the first byte sent to the last one read. */
    Documents(Duration timeout) {
        this.timeout = timeout;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(CONNECT_TIMEOUT)
                .build();
    }

    /**
     * Asks for a document, unless it still has the tag; the future fails with an {@link IOException} or is cancelled when
     * a limit is exceeded.
     */
    CompletableFuture<HttpResponse<byte[]>> get(URI uri, String mediaType, @Nullable String etag) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri).timeout(timeout).header("Accept", mediaType);
        if (etag != null) {
            request.header("If-None-Match", etag);
        }
        CompletableFuture<HttpResponse<byte[]>> response =
                client.sendAsync(request.build(), head -> new BoundedBody(MAX_BODY));
        // The request's own timeout ends with the headers; a body may drip for ever.
        CompletableFuture.delayedExecutor(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .execute(() -> response.cancel(true));
        return response;
    }

    /** For the key set. */
    @Override
    public Resource retrieveResource(URL url) throws IOException {
        try {
            HttpResponse<byte[]> response = get(URI.create(url.toString()), "application/json", null)
                    .get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            if (response.statusCode() != 200) {
                throw new IOException("HTTP " + response.statusCode());
            }
            return new Resource(new String(response.body(), StandardCharsets.UTF_8), null);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        } catch (ExecutionException | TimeoutException | CancellationException e) {
            throw new IOException(e);
        }
    }
}
