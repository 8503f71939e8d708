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
import org.apache.hc.client5.http.classic.methods.HttpPost;
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
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.http.ssl.TLS;
import org.apache.hc.core5.util.Timeout;

/**
 * One request and the head of its answer, over a connection of its own: no redirect is followed, no cookie kept, no proxy
 * used, nothing repeated. All classes of the HTTP client are used here only, so that a server loads them with its first
 * request.
 */
final class HttpExchange implements AutoCloseable {

    /** From the lookup of the name to the head of the answer, however slowly bytes come. */
    static final Duration WHOLE = Duration.ofSeconds(5);

    private static final Timeout SILENCE = Timeout.ofSeconds(3);
    private static final Timeout PLACE = Timeout.ofSeconds(1);
    private static final int MOST_CONNECTIONS = 64;
    private static final int MOST_HEADERS = 100;
    private static final int LONGEST_LINE = 8192;

    /** More of an answer than this is not read, in bytes. */
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

    /** Posts a form; returns the status of the answer, whose body is thrown away unread. */
    int post(URI uri, String form) throws IOException {
        HttpPost request = new HttpPost(uri);
        request.setEntity(
                new StringEntity(form, ContentType.APPLICATION_FORM_URLENCODED.withCharset(StandardCharsets.UTF_8)));
        Future<?> end = ends.schedule(request::abort, WHOLE.toMillis(), TimeUnit.MILLISECONDS);
        try {
            return client.executeOpen(null, request, null).getCode();
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
