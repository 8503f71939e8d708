package dev.latchkey.bench;

import dev.latchkey.core.credential.Passwords;
import dev.latchkey.core.factor.Totp;
import dev.latchkey.core.jdbc.Ids;
import dev.latchkey.core.key.DataKey;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Accounts in bulk that have a second factor. They share a password, a secret of an app and a key: that costs the server
 * nothing less. Each connection has accounts of its own.
 */
final class Accounts {

    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

    /** Each code of an app is good once. No processor computes as many hashes in a second. */
    private static final int WITH_APP = 100 * (int) Totp.STEP.toSeconds() * PROCESSORS;

    /** A row of a passkey keeps the challenges of its last minutes. With so many rows each keeps few, as with people. */
    private static final int WITH_PASSKEY = 5_000 * PROCESSORS;

    private final OwnServer server;
    private final String password;

    /** Accounts of a server with the password of {@code user}. */
    Accounts(OwnServer server, Target.User user) {
        this.server = server;
        this.password = user.password();
    }

    /** Of each connection, what its next user enters. */
    List<Supplier<Browser.Entries>> withApp(int connections) {
        byte[] secret = Totp.newSecret();
        List<UUID> ids = add(WITH_APP);
        DataKey key = server.dataKey();
        server.sql()
                .sql("""
                INSERT INTO totp (user_id, data_key_id, sealed_secret, last_step)
                SELECT id::uuid, :key, secret, 0 FROM unnest(:ids::text[], :secrets::bytea[]) AS added (id, secret)
                """)
                .param("key", key.id())
                .param("ids", texts(ids))
                .param(
                        "secrets",
                        ids.stream()
                                .map(id -> key.seal(secret, ("totp " + id).getBytes(StandardCharsets.US_ASCII)))
                                .toArray(byte[][]::new))
                .update();
        settle("totp");
        return shares(ids, connections)
                .<Supplier<Browser.Entries>>map(
                        share -> new AppUsers(names(share), password, secret, InstantSource.system()))
                .toList();
    }

    /** Of each connection, what its next user enters. */
    List<Supplier<Browser.Entries>> withPasskey(int connections) {
        Passkey passkey = Passkey.create(server.issuer());
        List<UUID> ids = add(WITH_PASSKEY);
        server.sql()
                .sql("""
                INSERT INTO passkeys (credential_id, user_id, public_key, counter, transports, aaguid, backup_eligible,
                                      backed_up, name)
                SELECT uuid_send(id::uuid), id::uuid, :key, 0, '{internal}', '00000000-0000-0000-0000-000000000000',
                       true, true, 'bench'
                  FROM unnest(:ids::text[]) AS added (id)
                """)
                .param("key", passkey.publicKey())
                .param("ids", texts(ids))
                .update();
        settle("passkeys");
        return shares(ids, connections)
                .<Supplier<Browser.Entries>>map(share -> new PasskeyUsers(share, passkey))
                .toList();
    }

    private List<UUID> add(int count) {
        List<UUID> ids = Stream.generate(Ids::next).limit(count).toList();
        server.sql()
                .sql("""
                INSERT INTO users (id, username, password_hash, password_changed_at, scopes)
                SELECT id::uuid, 'user-' || id, :hash, now(), '{read,write}' FROM unnest(:ids::text[]) AS added (id)
                """)
                .param("hash", new Passwords().hash(password))
                .param("ids", texts(ids))
                .update();
        return ids;
    }

    /** So that neither happens in the middle of a measurement. */
    private void settle(String table) {
        server.sql().sql("VACUUM ANALYZE users, " + table).update();
        server.sql().sql("CHECKPOINT").update();
    }

    private static Stream<List<UUID>> shares(List<UUID> ids, int connections) {
        int share = ids.size() / connections;
        return IntStream.range(0, connections).mapToObj(i -> ids.subList(i * share, (i + 1) * share));
    }

    private static List<String> names(List<UUID> ids) {
        return ids.stream().map(id -> "user-" + id).toList();
    }

    private static String[] texts(List<UUID> ids) {
        return ids.stream().map(UUID::toString).toArray(String[]::new);
    }
}
