package dev.latchkey.core.relay;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** Commands to a relay and its replies (RFC 5321, section 4.2), which are read no further than any sensible one goes. */
final class SmtpDialogue implements Closeable {

    private static final int CONNECT_MILLIS = 5_000;
    private static final int REPLY_MILLIS = 8_000;
    private static final int LONGEST_LINE = 2_000;
    private static final int MOST_LINES = 100;

    private final RelayAccess relay;
    private Socket socket;
    private InputStream in;

    private SmtpDialogue(RelayAccess relay, Socket socket) throws IOException {
        this.relay = relay;
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    static SmtpDialogue open(RelayAccess relay) throws IOException {
        Socket socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(relay.host(), relay.port()), CONNECT_MILLIS);
            socket.setSoTimeout(REPLY_MILLIS);
            SmtpDialogue dialogue = new SmtpDialogue(relay, socket);
            if (relay.encryption() == Encryption.IMPLICIT) {
                dialogue.encrypt();
            }
            return dialogue;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /**
     * A reply.
     *
     * @param lines without the code
     */
    record Reply(int code, List<String> lines) {

        /** Whether a reply to EHLO has this extension. */
        boolean offers(String extension) {
            return !parameters(extension).isEmpty();
        }

        /** The extension and its parameters, in upper case; empty when it is not offered. */
        List<String> parameters(String extension) {
            return lines.stream()
                    .map(line -> List.of(line.toUpperCase(Locale.ROOT).split("[ =]")))
                    .filter(words -> words.getFirst().equals(extension))
                    .findFirst()
                    .orElse(List.of());
        }

        @Override
        public String toString() {
            return code + " " + String.join(" ", lines);
        }
    }

    Reply command(String command) throws IOException {
        socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.UTF_8));
        return read();
    }

    Reply read() throws IOException {
        List<String> lines = new ArrayList<>();
        while (lines.size() < MOST_LINES) {
            String line = line();
            if (!line.matches("[2-5]\\d\\d([ -].*)?")) {
                throw new IOException("it does not speak SMTP");
            }
            lines.add(line.length() > 4 ? line.substring(4) : "");
            if (line.length() == 3 || line.charAt(3) == ' ') {
                return new Reply(Integer.parseInt(line.substring(0, 3)), List.copyOf(lines));
            }
        }
        throw new IOException("its reply has no end");
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException();
            }
            if (line.length() == LONGEST_LINE) {
                throw new IOException("it does not speak SMTP");
            }
            line.append((char) next);
        }
        return line.toString().stripTrailing();
    }

    /** Goes on with TLS. What the relay sent before is forgotten: another one may have put it there. */
    void encrypt() throws IOException {
        SSLSocketFactory factory = relay.trusted() == null
                ? (SSLSocketFactory) SSLSocketFactory.getDefault()
                : Objects.requireNonNull(relay.trusted());
        SSLSocket encrypted = (SSLSocket) factory.createSocket(socket, relay.host(), relay.port(), true);
        SSLParameters parameters = encrypted.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        encrypted.setSSLParameters(parameters);
        encrypted.startHandshake();
        socket = encrypted;
        in = new BufferedInputStream(encrypted.getInputStream());
    }

    /** Takes leave. The answer to that is nothing to wait for. */
    @Override
    public void close() throws IOException {
        try (Socket closing = socket) {
            closing.getOutputStream().write("QUIT\r\n".getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            // The relay has closed the connection first.
        }
    }
}
