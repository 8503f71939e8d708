package dev.latchkey.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** Apache with mod_auth_openidc, of Debian's packages, as a process with a configuration of its own. */
final class Apache {

    private static final Path MODULES = Path.of("/usr/lib/apache2/modules");

    private Apache() {}

    /**
     * Starts it with a documented configuration, from the directory of that file; skips the test where it is not
     * installed. Started by root, Apache gives itself another user, so every user must be allowed to enter the directory.
     *
     * @param directives that the documentation does not show
     */
    static ExampleProcess start(int port, Path documented, String... directives) {
        Path program = Programs.require("apache2", "apt-get install apache2 libapache2-mod-auth-openidc");
        Programs.requireFile(MODULES.resolve("mod_auth_openidc.so"), "apt-get install libapache2-mod-auth-openidc");
        Path home = Objects.requireNonNull(documented.getParent());
        String modules = List.of(
                        "mpm_event",
                        "authn_core",
                        "authz_core",
                        "authz_user",
                        "auth_openidc",
                        "proxy",
                        "proxy_http",
                        "headers")
                .stream()
                .map(module -> "LoadModule " + module + "_module " + MODULES + "/mod_" + module + ".so\n")
                .collect(Collectors.joining());
        try {
            Path main = Files.writeString(
                    home.resolve("httpd.conf"),
                    modules + """
                    ServerRoot %1$s
                    ServerName localhost
                    DefaultRuntimeDir %1$s
                    PidFile %1$s/httpd.pid
                    Mutex file:%1$s
                    ErrorLog /dev/stderr
                    User www-data
                    Group www-data
                    Listen 127.0.0.1:%2$d
                    %4$s
                    Include %3$s
                    """.formatted(home, port, documented, String.join("\n", directives)));
            return ExampleProcess.startAt(
                    port, home, Map.of(), program.toString(), "-f", main.toString(), "-D", "FOREGROUND");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
