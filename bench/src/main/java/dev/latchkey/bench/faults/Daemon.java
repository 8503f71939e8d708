package dev.latchkey.bench.faults;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Starts programs that do not run as root. */
final class Daemon {

    private Daemon() {}

    /** Starts a program. If root starts it, it runs in a user namespace in which it is not root. */
    static Process start(Path log, List<String> command) throws IOException {
        List<String> all = new ArrayList<>();
        if (new UnixSystem().getUid() == 0) {
            all.addAll(List.of("unshare", "-U"));
        }
        all.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(all)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().keySet().retainAll(List.of("PATH"));
        builder.environment().put("LC_ALL", "C.UTF-8");
        return builder.start();
    }
}
