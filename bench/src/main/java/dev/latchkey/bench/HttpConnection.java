package dev.latchkey.bench;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * A keep-alive connection with one request at a time: as little as HTTP/1.1 needs, because what a client costs is paid
 * for by the same cores as the server that is measured.
 */
public final class HttpConnection implements AutoCloseable {

    /**
     * An answer.
     *
     * @param head status line and header fields
     * @param last whether the server closes the connection after it
     */
    public record Response(int status, String head, String body, boolean last) {

        /** The first value of a header field; empty when it is not there. */
        public Optional<String> header(String name) {
            return headers(name).findFirst();
        }

        /** All values of a header field. */
        Stream<String> headers(String name) {
            String prefix = name + ": ";
            return head.lines()
                    .filter(line -> line.regionMatches(true, 0, prefix, 0, prefix.length()))
                    .map(line -> line.substring(prefix.length()).strip());
        }
    }

    private final Socket socket;
    private final InputStream in;
    private byte[] buffer = new byte[16 * 1024];
    private int filled;

    public HttpConnection(URI server) throws IOException {
        this(server, null);
    }

    /** A connection from a local address; null for any. */
    HttpConnection(URI server, @Nullable InetAddress from) throws IOException {
        socket = socket(server, from);
        if (socket.getLocalPort() == socket.getPort()
                && socket.getLocalAddress().equals(socket.getInetAddress())) {
            // The port of a server that is still starting was free, and the system chose it for this end too.
            socket.close();
            throw new ConnectException("The connection came back to itself");
        }
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(30_000);
        in = socket.getInputStream();
    }

    static byte[] get(URI uri) {
        return get(uri, Map.of());
    }

    public static byte[] get(URI uri, Map<String, String> headers) {
        return (head("GET", uri, headers) + "\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    public static byte[] post(URI uri, String authorization, Map<String, String> form) {
        return post(uri, Map.of("Authorization", authorization), form);
    }

    static byte[] post(URI uri, Map<String, String> headers, Map<String, String> form) {
        String body = Form.encode(form);
        String request = head("POST", uri, headers)
                + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: " + body.length() + "\r\n\r\n"
                + body;
        return request.getBytes(StandardCharsets.US_ASCII);
    }

    private static String head(String method, URI uri, Map<String, String> headers) {
        StringBuilder head = new StringBuilder(method).append(' ').append(uri.getRawPath());
        if (uri.getRawQuery() != null) {
            head.append('?').append(uri.getRawQuery());
        }
        head.append(" HTTP/1.1\r\nHost: ").append(uri.getRawAuthority()).append("\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        return head.toString();
    }

    private static Socket socket(URI server, @Nullable InetAddress from) throws IOException {
        if (!"https".equals(server.getScheme())) {
            return new Socket(server.getHost(), server.getPort() < 0 ? 80 : server.getPort(), from, 0);
        }
        int port = server.getPort() < 0 ? 443 : server.getPort();
        SSLSocket socket = (SSLSocket) SSLSocketFactory.getDefault().createSocket(server.getHost(), port, from, 0);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        return socket;
    }

    Response exchange(byte[] request) throws IOException {
        send(request);
        return receive();
    }

    /** Sends a request; {@link #receive} has the answer. */
    public void send(byte[] request) throws IOException {
        socket.getOutputStream().write(request);
    }

    /** Waits for the answer to the request that was sent. */
    public Response receive() throws IOException {
        filled = 0;
        int headEnd = readPast(0, "\r\n\r\n");
        String head = new String(buffer, 0, headEnd, StandardCharsets.ISO_8859_1);
        String fields = head.toLowerCase(Locale.ROOT);
        int status = Integer.parseInt(head, 9, 12, 10);
        String body = fields.contains("\r\ntransfer-encoding: chunked")
                ? readChunks(headEnd)
                : readBody(headEnd, contentLength(fields));
        return new Response(status, head, body, fields.contains("\r\nconnection: close"));
    }

    private static int contentLength(String fields) {
        String name = "\r\ncontent-length: ";
        int at = fields.indexOf(name);
        return at < 0 ? 0 : Integer.parseInt(fields, at + name.length(), fields.indexOf('\r', at + name.length()), 10);
    }

    private String readBody(int from, int length) throws IOException {
        while (filled < from + length) {
            fill();
        }
        return new String(buffer, from, length, StandardCharsets.UTF_8);
    }

    private String readChunks(int from) throws IOException {
        StringBuilder body = new StringBuilder();
        int at = from;
        while (true) {
            int lineEnd = readPast(at, "\r\n");
            String line = new String(buffer, at, lineEnd - 2 - at, StandardCharsets.US_ASCII);
            int length = Integer.parseInt(line.replaceAll(";.*", "").strip(), 16);
            String chunk = readBody(lineEnd, length + 2);
            body.append(chunk, 0, chunk.length() - 2);
            at = lineEnd + length + 2;
            if (length == 0) {
                return body.toString();
            }
        }
    }

    /** Reads until {@code mark} is in the buffer, and returns where it ends. */
    private int readPast(int from, String mark) throws IOException {
        int at = from;
        while (true) {
            for (; at + mark.length() <= filled; at++) {
                if (isAt(at, mark)) {
                    return at + mark.length();
                }
            }
            fill();
        }
    }

    private boolean isAt(int position, String mark) {
        for (int i = 0; i < mark.length(); i++) {
            if (buffer[position + i] != mark.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private void fill() throws IOException {
        if (filled == buffer.length) {
            buffer = Arrays.copyOf(buffer, 2 * buffer.length);
        }
        int read = in.read(buffer, filled, buffer.length - filled);
        if (read < 0) {
            throw new EOFException("The server closed the connection");
        }
        filled += read;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
