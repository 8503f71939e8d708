package dev.latchkey.admin.apply;

import dev.latchkey.admin.command.Failure;
import dev.latchkey.admin.command.Session;
import dev.latchkey.admin.output.Format;
import dev.latchkey.admin.terminal.UndeliveredException;
import dev.latchkey.core.client.ClientSecret;
import dev.latchkey.core.client.SecretHash;
import dev.latchkey.core.connection.SecretFile;
import dev.latchkey.core.text.JsonText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Where generated secrets go: to a file, or to a terminal. Nowhere else are they shown. */
final class SecretsOut {

    private final Session session;
    private final @Nullable Path file;

    /** {@code file} is null for the terminal. */
    SecretsOut(Session session, @Nullable Path file) {
        this.session = session;
        this.file = file;
    }

    /**
     * Checks that there is no such file yet.
     *
     * @throws Failure when there is one
     */
    void requireNew() {
        if (file != null && Files.exists(file)) {
            throw Failure.usage("There is a file " + file + " already: name another one for --secrets-out.");
        }
    }

    /**
     * Checks that secrets will not be lost, before anything changes.
     *
     * @throws Failure when they would be
     */
    void requireKept(SortedMap<String, String> secrets) {
        lost(secrets).ifPresent(why -> {
            throw Failure.usage(why);
        });
    }

    /** Why secrets would be lost; empty when they would not. */
    Optional<String> lost(SortedMap<String, String> secrets) {
        boolean shown = session.terminal().showsData() && session.output().format() == Format.table;
        return secrets.isEmpty() || file != null || shown
                ? Optional.empty()
                : Optional.of("A secret is made for " + String.join(", ", secrets.keySet())
                        + ", and there is no terminal to show it at: add --secrets-out FILE, or write secret_file or"
                        + " secret_hash.");
    }

    /** Hands the secrets over. The caller commits only when this succeeded. */
    void write(SortedMap<String, String> secrets) {
        if (file == null) {
            secrets.forEach((clientId, secret) -> print(clientId + "  secret: " + secret + "\n"));
        } else {
            SecretFile.createNew(
                    file,
                    secrets.entrySet().stream()
                            .map(one -> line(one.getKey(), one.getValue()))
                            .collect(Collectors.joining("\n")));
        }
    }

    /** A client and its secret as JSON. */
    private static String line(String clientId, String secret) {
        SortedMap<String, String> line = new TreeMap<>();
        line.put("client_id", clientId);
        line.put("secret", secret);
        return JsonText.of(line);
    }

    /**
     * Deletes the file when it is certain that no client has a secret of it. Call it when it is written and the commit
     * failed.
     */
    void takeBack(SortedMap<String, String> secrets) {
        if (file == null) {
            session.terminal()
                    .say("latchkey: Whether the secrets above were stored is not known: look at the clients.");
            return;
        }
        try {
            Collection<SecretHash> stored =
                    session.database().clientChanges().batch().findSecrets().values();
            if (secrets.values().stream()
                    .noneMatch(secret -> stored.contains(SecretHash.of(ClientSecret.hash(secret))))) {
                Files.delete(file);
                session.terminal().say("latchkey: Nothing was stored: the file " + file + " was deleted again.");
                return;
            }
        } catch (RuntimeException | IOException e) {
            // Then it is not certain.
        }
        session.terminal()
                .say("latchkey: Whether the secrets in " + file + " were stored is not known: look at the clients.");
    }

    private void print(String line) {
        try {
            session.terminal().out().write(line);
        } catch (IOException e) {
            throw new UndeliveredException(e);
        }
    }

    /** Where they are, in words. */
    String place() {
        return file == null ? "above" : "in " + file;
    }
}
