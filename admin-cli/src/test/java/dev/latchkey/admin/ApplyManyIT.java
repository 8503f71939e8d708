package dev.latchkey.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Thousands of clients need no thousands of statements. */
class ApplyManyIT {

    private static final int CLIENTS = 3000;

    @TempDir
    private Path directory;

    private static String clients(String scope) {
        return "version: 1\nclients:\n"
                + IntStream.range(0, CLIENTS)
                        .mapToObj(i -> "- client_id: c" + i + "\n  name: Client " + i
                                + "\n  grant_types: [authorization_code, refresh_token]"
                                + "\n  redirect_uris: [https://c" + i + ".example/callback]"
                                + "\n  scopes: [openid, " + scope + "]\n")
                        .collect(Collectors.joining());
    }

    @Test
    void aStatementIsForManyClients() {
        Applying on = new Applying(directory);
        long before = on.database.directoryVersion().read();
        on.applied(clients("read"), "--secrets-out", on.file("secrets.jsonl").toString());
        // Clients and secrets, 500 at once.
        assertThat(on.database.directoryVersion().read() - before).isLessThanOrEqualTo(2 * CLIENTS / 500);
        assertThat(on.audited()).hasSize(CLIENTS);
        assertThat(on.database.clients().findSecrets()).hasSize(CLIENTS);
        assertThat(on.file("secrets.jsonl")).content().hasLineCount(CLIENTS);
        assertThat(on.applied(clients("read")).err()).isEqualTo("nothing to change\n");
        before = on.database.directoryVersion().read();
        on.applied(clients("write"));
        assertThat(on.database.directoryVersion().read() - before).isLessThanOrEqualTo(CLIENTS / 500);
        assertThat(on.audited()).hasSize(2 * CLIENTS);
    }
}
