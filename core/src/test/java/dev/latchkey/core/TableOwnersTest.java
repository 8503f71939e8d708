package dev.latchkey.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.StringEntry;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/**
 * Every statement that writes a table lies in the package that owns it. Statements are read from the compiled classes.
 * What triggers and functions of the schema write is in {@code db/migrations}.
 */
class TableOwnersTest {

    private static final Map<String, String> OWNERS = Map.ofEntries(
            Map.entry("audit_log", "audit"),
            Map.entry("bans", "limit"),
            Map.entry("browser_sessions", "session"),
            Map.entry("client_secrets", "client"),
            Map.entry("clients", "client"),
            Map.entry("consents", "consent"),
            Map.entry("scope_descriptions", "consent"),
            Map.entry("data_keys", "key"),
            Map.entry("device_grants", "device"),
            Map.entry("directory_version", ""),
            Map.entry("document_clients_version", ""),
            Map.entry("ended_secrets", ""),
            Map.entry("group_members", "group"),
            Map.entry("exchanged_families", "family"),
            Map.entry("groups", "group"),
            Map.entry("outbox", "outbox"),
            Map.entry("audit_counts", "audit"),
            Map.entry("passkeys", "factor"),
            Map.entry("pushed_requests", "pushed"),
            Map.entry("resources", "resource"),
            Map.entry("seen_once", "once"),
            Map.entry("trusted_hosts", "trust"),
            Map.entry("rate_limits", "limit"),
            Map.entry("recovery_codes", "factor"),
            Map.entry("revoked_access_tokens", "revocation"),
            Map.entry("revoked_statuses", "revocation"),
            Map.entry("session_clients", "family"),
            Map.entry("sign_in_failures", "limit"),
            Map.entry("signing_key_ids", "key"),
            Map.entry("signing_keys", "key"),
            Map.entry("status_lists", "revocation"),
            Map.entry("tokens", "family"),
            Map.entry("totp", "factor"),
            Map.entry("users", "account"));

    /** {@code FOR UPDATE OF}, {@code FOR NO KEY UPDATE} and {@code DO UPDATE SET} write no table that they name. */
    private static final Pattern WRITE = Pattern.compile(
            "\\b(?:INSERT\\s+INTO|MERGE\\s+INTO|DELETE\\s+FROM|TRUNCATE(?:\\s+TABLE)?|COPY|ALTER\\s+TABLE|DROP\\s+TABLE"
                    + "|(?<!FOR )(?<!KEY )(?<!DO )UPDATE)\\s+(?:ONLY\\s+)?([a-z_]+)");

    private static final Pattern CREATE = Pattern.compile("^CREATE TABLE ([a-z_]+)", Pattern.MULTILINE);

    @Test
    void everyWriteLiesWithTheOwner() throws IOException, URISyntaxException {
        Path classes = Path.of(Database.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        Map<String, TreeSet<String>> written = new TreeMap<>();
        try (Stream<Path> files = Files.walk(classes)) {
            files.filter(file -> file.toString().endsWith(".class"))
                    .forEach(file -> writes(file)
                            .forEach(table -> written.computeIfAbsent(table, any -> new TreeSet<>())
                                    .add(packageOf(file))));
        }
        Map<String, TreeSet<String>> allowed = written.keySet().stream()
                .collect(Collectors.toMap(
                        table -> table,
                        table -> new TreeSet<>(
                                Stream.ofNullable(OWNERS.get(table)).toList()),
                        (one, other) -> one,
                        TreeMap::new));
        assertThat(written).isEqualTo(allowed).hasSizeGreaterThan(10);
    }

    @Test
    void everyTableHasAnOwner() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("../db/migrations"))) {
            assertThat(files.flatMap(
                            file -> CREATE.matcher(read(file)).results().map(found -> found.group(1))))
                    .containsExactlyInAnyOrderElementsOf(OWNERS.keySet());
        }
    }

    private static Stream<String> writes(Path file) {
        try {
            ClassModel model = ClassFile.of().parse(file);
            return StreamSupport.stream(model.constantPool().spliterator(), false)
                    .filter(StringEntry.class::isInstance)
                    .map(entry -> ((StringEntry) entry).stringValue())
                    .flatMap(text -> WRITE.matcher(text).results())
                    .map(found -> found.group(1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String packageOf(Path file) {
        String parent = String.valueOf(file.toAbsolutePath().getParent());
        return parent.replaceFirst(".*/dev/latchkey/core/?", "").replace('/', '.');
    }
}
