package dev.latchkey.bench;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;

/** Tomcat with one servlet that always answers the same: what HTTP costs below any framework. */
final class StaticServer {

    private static final byte[] BODY = ("{\"keys\":\"" + "k".repeat(700) + "\"}").getBytes(StandardCharsets.US_ASCII);

    private StaticServer() {}

    /** Serves at a port, with a directory for its files. */
    public static void main(String[] args) throws LifecycleException {
        String directory = args[1];
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(directory);
        Connector connector = new Connector();
        connector.setPort(Integer.parseInt(args[0], 10));
        connector.setProperty("address", "127.0.0.1");
        connector.setProperty("maxKeepAliveRequests", "-1");
        tomcat.setConnector(connector);
        Context context = tomcat.addContext("", directory);
        Tomcat.addServlet(context, "static", new Answer());
        context.addServletMapping("/", "static");
        tomcat.start();
        tomcat.getServer().await();
    }

    @SuppressWarnings("serial")
    private static final class Answer extends HttpServlet {
        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.setContentType("application/json");
            response.setContentLength(BODY.length);
            response.getOutputStream().write(BODY);
        }
    }

    /** What one GET costs, in microseconds of CPU. */
    static double cpuMicros(Effort effort, int connections) throws IOException, InterruptedException {
        int port = ServerProcess.freePort();
        URI uri = URI.create("http://localhost:" + port + "/");
        try (TemporaryDirectory directory = TemporaryDirectory.create();
                ServerProcess server = ServerProcess.start(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                StaticServer.class.getName(),
                                Integer.toString(port),
                                directory.path().toString()),
                        Map.of(),
                        directory.resolve("log"))) {
            server.awaitAnswer(uri);
            Workload get = Workload.repeating(HttpConnection.get(uri), "keys");
            return new Meter(uri, new Processes(server.pid(), OptionalLong.empty()), effort)
                    .cpuMicros(Collections.nCopies(connections, get));
        }
    }
}
