package dev.latchkey.core.relay;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** A relay that answers as its script says, and with {@code 250 ok} to everything else. */
public final class FakeRelay implements AutoCloseable {

    /** By the first word of a command; {@code connect} is the greeting. Lines are parted by {@code \n}. */
    public final Map<String, String> answers = new ConcurrentHashMap<>(Map.of("connect", "220 relay.example ESMTP"));

    public final List<String> commands = new CopyOnWriteArrayList<>();

    private final ServerSocket server;
    private final @Nullable SSLContext tls;

    public FakeRelay() throws IOException {
        this(null);
    }

    /** Encrypts after {@code STARTTLS}. */
    FakeRelay(@Nullable SSLContext tls) throws IOException {
        this.tls = tls;
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    public int port() {
        return server.getLocalPort();
    }

    private void accept() {
        try {
            while (!server.isClosed()) {
                Socket socket = server.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            }
        } catch (SocketException e) {
            // Closed.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void serve(Socket accepted) {
        try (Socket socket = accepted) {
            say(socket, answers.getOrDefault("connect", ""));
            converse(socket);
        } catch (IOException e) {
            // The other side has gone.
        }
    }

    private void converse(Socket socket) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        String line;
        while ((line = in.readLine()) != null) {
            commands.add(line);
            String command = line.split(" ", 2)[0];
            say(socket, answers.getOrDefault(command, "250 ok"));
            if (command.equals("STARTTLS") && tls != null) {
                SSLSocket encrypted = (SSLSocket) tls.getSocketFactory().createSocket(socket, null, true);
                converse(encrypted);
                return;
            }
        }
    }

    private static void say(Socket socket, String text) throws IOException {
        if (!text.isEmpty()) {
            socket.getOutputStream().write((text.replace("\n", "\r\n") + "\r\n").getBytes(StandardCharsets.UTF_8));
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
