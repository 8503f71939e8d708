package dev.latchkey.server.fetch;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.DefaultSchemePortResolver;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.impl.routing.DefaultRoutePlanner;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.http.ssl.TLS;
import org.apache.hc.core5.util.Timeout;

/**
 * One request and its answer, over a connection of its own: no redirect is followed, no cookie kept, no proxy
 * used, nothing repeated. All classes of the HTTP client are used here only, so that a server loads them with its first
 * request.
 */
final class HttpExchange implements AutoCloseable {

    /** From the lookup of the name to the end of what is read, however slowly bytes come. */
    static final Duration WHOLE = Duration.ofSeconds(5);

    private static final Timeout SILENCE = Timeout.ofSeconds(3);
    private static final Timeout PLACE = Timeout.ofSeconds(1);
    private static final int MOST_CONNECTIONS = 64;
    private static final int MOST_HEADERS = 100;
    private static final int LONGEST_LINE = 8192;

    /** What is read at once, and all that is read of a body that is not wanted, in bytes. */
    private static final int BUFFER = 4096;

    private final CloseableHttpClient client;
    private final ScheduledExecutorService ends = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("fetch-ends").factory());

    HttpExchange(PinnedAddresses addresses, SSLContext trust) {
        this.client = HttpClients.custom()
                .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .setDnsResolver(addresses)
                        .setTlsSocketStrategy(new DefaultClientTlsStrategy(trust))
                        .setDefaultTlsConfig(TlsConfig.custom()
                                .setHandshakeTimeout(SILENCE)
                                .setSupportedProtocols(TLS.V_1_2, TLS.V_1_3)
                                .build())
                        .setDefaultConnectionConfig(ConnectionConfig.custom()
                                .setConnectTimeout(SILENCE)
                                .setSocketTimeout(SILENCE)
                                .build())
                        .setConnectionFactory(ManagedHttpClientConnectionFactory.builder()
                                .http1Config(Http1Config.custom()
                                        .setBufferSize(BUFFER)
                                        .setMaxHeaderCount(MOST_HEADERS)
                                        .setMaxLineLength(LONGEST_LINE)
                                        .build())
                                .build())
                        .setMaxConnTotal(MOST_CONNECTIONS)
                        .setMaxConnPerRoute(HostLimits.AT_ONCE)
                        .build())
                .setConnectionReuseStrategy((request, response, context) -> false)
                .setRoutePlanner(new DefaultRoutePlanner(DefaultSchemePortResolver.INSTANCE))
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setConnectionRequestTimeout(PLACE)
                        .setResponseTimeout(SILENCE)
                        .setProtocolUpgradeEnabled(false)
                        .build())
                .disableRedirectHandling()
                .disableAutomaticRetries()
                .disableCookieManagement()
                .disableAuthCaching()
                .disableContentCompression()
                .setUserAgent("Latchkey")
                .build();
    }

    /** Posts a form; the body of the answer is thrown away unread. */
    Fetched post(URI uri, String form) throws IOException {
        HttpPost request = new HttpPost(uri);
        request.setEntity(
                new StringEntity(form, ContentType.APPLICATION_FORM_URLENCODED.withCharset(StandardCharsets.UTF_8)));
        return send(request, Answers::head);
    }

    /** Gets a document of JSON, of at most so many bytes. */
    Fetched get(URI uri, int maxBytes) throws IOException {
        HttpGet request = new HttpGet(uri);
        request.setHeader(HttpHeaders.ACCEPT, "application/json, application/*+json");
        return send(request, response -> Answers.whole(response, maxBytes));
    }

    private interface Reading {
        Fetched read(ClassicHttpResponse response) throws IOException;
    }

    private Fetched send(HttpUriRequestBase request, Reading reading) throws IOException {
        Future<?> end = ends.schedule(request::abort, WHOLE.toMillis(), TimeUnit.MILLISECONDS);
        try {
            return reading.read(client.executeOpen(null, request, null));
        } finally {
            end.cancel(false);
            // Closes the connection. To close the answer instead would read what is left of it.
            request.abort();
        }
    }

    @Override
    public void close() throws IOException {
        ends.shutdownNow();
        client.close();
    }
}
