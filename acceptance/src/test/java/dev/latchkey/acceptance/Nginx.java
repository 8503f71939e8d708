package dev.latchkey.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** nginx with JavaScript, of Debian's packages, as a process with a configuration of its own. */
final class Nginx {

    private static final Path SCRIPTING = Path.of("/usr/lib/nginx/modules/ngx_http_js_module.so");

    private Nginx() {}

    /** Skips the test where it is not installed. */
    static Path require() {
        Path program = Programs.require("nginx", "apt-get install nginx-light libnginx-mod-http-js");
        Programs.requireFile(SCRIPTING, "apt-get install libnginx-mod-http-js");
        return program;
    }

    /** Starts it with a documented configuration, which belongs into {@code http}, from the directory of that file. */
    static ExampleProcess start(int port, Path documented) {
        Path home = Objects.requireNonNull(documented.getParent());
        String temporary = List.of("client_body", "proxy", "fastcgi", "uwsgi", "scgi").stream()
                .map(kind -> kind + "_temp_path " + home + "/" + kind + ";\n")
                .collect(Collectors.joining());
        // Started by root, nginx gives its workers to another user, who may not look into this directory.
        String user = "root".equals(System.getProperty("user.name")) ? "user root;" : "";
        try {
            Path main = Files.writeString(
                    home.resolve("main.conf"), """
                        load_module %2$s;
                        daemon off;
                        %5$s
                        worker_processes 1;
                        pid %1$s/nginx.pid;
                        error_log stderr;
                        events {}
                        http {
                            access_log off;
                            %4$s
                            include %3$s;
                        }
                        """.formatted(home, SCRIPTING, documented, temporary, user));
            return ExampleProcess.startAt(
                    port, home, Map.of(), require().toString(), "-p", home.toString(), "-c", main.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
