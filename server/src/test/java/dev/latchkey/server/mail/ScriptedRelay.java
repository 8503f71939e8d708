package dev.latchkey.server.mail;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
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

/** A relay that answers to the commands of its script as that says, and accepts everything else. Offers no extension. */
final class ScriptedRelay implements AutoCloseable {

    final List<String> commands = new CopyOnWriteArrayList<>();

    /** By the first word of a command; {@code .} is the end of a letter. */
    final Map<String, String> answers = new ConcurrentHashMap<>();

    private final ServerSocket server;

    ScriptedRelay() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
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

    private void serve(Socket socket) {
        try (socket;
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
            OutputStream out = socket.getOutputStream();
            say(out, "220 relay.example");
            boolean inLetter = false;
            String line;
            while ((line = in.readLine()) != null) {
                if (inLetter && !line.equals(".")) {
                    continue;
                }
                commands.add(line);
                String command = line.split(" ", 2)[0];
                String answer = answers.getOrDefault(command, command.equals("DATA") ? "354 go on" : "250 ok");
                inLetter = answer.startsWith("354");
                say(out, answer);
            }
        } catch (IOException e) {
            // The sender has gone.
        }
    }

    private static void say(OutputStream out, String line) throws IOException {
        out.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
