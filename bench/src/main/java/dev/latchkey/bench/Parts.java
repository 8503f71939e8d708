package dev.latchkey.bench;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import dev.latchkey.db.user.Passwords;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Signature;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** What the parts of a request cost alone: no server can do it for less than their sum. In microseconds of CPU. */
final class Parts {

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final byte[] TOKEN = new byte[400];

    private final Duration measured;

    Parts(Duration measured) {
        this.measured = measured;
    }

    /** A part by its name. */
    record Part(String name, double micros) {}

    List<Part> inMemory() throws GeneralSecurityException {
        Optional<Provider> provider = Optional.<Provider>of(AmazonCorrettoCryptoProvider.INSTANCE)
                .filter(corretto -> AmazonCorrettoCryptoProvider.INSTANCE.getLoadingError() == null);
        Passwords passwords = new Passwords();
        String hash = passwords.hash("correct horse battery");
        return List.of(
                new Part("one ES256 signature", alone(signing("EC", 256, "SHA256withECDSA", provider))),
                new Part("one RS256 signature", alone(signing("RSA", 2048, "SHA256withRSA", provider))),
                new Part("one Argon2id hash", alone(() -> passwords.verify("correct horse battery", hash))));
    }

    /** With the provider that servers use where they can, and with a key of its own: others it would translate. */
    private static Callable<?> signing(String family, int bits, String algorithm, Optional<Provider> provider)
            throws GeneralSecurityException {
        KeyPairGenerator generator = provider.isPresent()
                ? KeyPairGenerator.getInstance(family, provider.get())
                : KeyPairGenerator.getInstance(family);
        generator.initialize(bits);
        PrivateKey key = generator.generateKeyPair().getPrivate();
        return () -> {
            Signature signature = provider.isPresent()
                    ? Signature.getInstance(algorithm, provider.get())
                    : Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(TOKEN);
            return signature.sign();
        };
    }

    /** For as long again before as it is measured, so that it is compiled by then. */
    private double alone(Callable<?> work) {
        repeat(work);
        return repeat(work);
    }

    private double repeat(Callable<?> work) {
        long end = System.nanoTime() + measured.toNanos();
        long cpu = THREADS.getCurrentThreadCpuTime();
        long done = 0;
        try {
            while (System.nanoTime() < end) {
                work.call();
                done++;
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        return (THREADS.getCurrentThreadCpuTime() - cpu) / 1e3 / done;
    }

    /** One UPDATE of a session by its primary key, prepared, each in a transaction of its own, from ten connections. */
    Part update(OwnServer server, Processes processes) throws Exception {
        List<UUID> sessions = server.sql()
                .sql("SELECT id FROM tokens ORDER BY id LIMIT 10000")
                .query((row, number) -> row.getObject("id", UUID.class))
                .list();
        int connections = 10;
        LongAdder done = new LongAdder();
        try (ExecutorService threads = Executors.newFixedThreadPool(connections)) {
            List<Future<?>> running = new ArrayList<>();
            long end = System.nanoTime() + measured.multipliedBy(2).toNanos();
            for (int i = 0; i < connections; i++) {
                // No two of them have a session in common: waiting for locks is not what is measured.
                int first = i;
                running.add(threads.submit(() -> {
                    update(server, sessions, first, connections, end, done);
                    return null;
                }));
            }
            TimeUnit.NANOSECONDS.sleep(measured.toNanos());
            long before = done.sum();
            Processes.CpuTime cpu = processes.cpuTime();
            TimeUnit.NANOSECONDS.sleep(measured.toNanos() * 9 / 10);
            double micros = processes.cpuTime().since(cpu).database().toNanos() / 1e3 / (done.sum() - before);
            for (Future<?> thread : running) {
                thread.get();
            }
            return new Part("one UPDATE by primary key", micros);
        }
    }

    private static void update(OwnServer server, List<UUID> sessions, int first, int step, long end, LongAdder done)
            throws SQLException {
        try (Connection connection = server.dataSource().getConnection();
                PreparedStatement update =
                        connection.prepareStatement("UPDATE tokens SET refreshed_at = now() WHERE id = ?")) {
            for (int i = first; System.nanoTime() < end; i = i + step < sessions.size() ? i + step : first) {
                update.setObject(1, sessions.get(i));
                update.executeUpdate();
                done.increment();
            }
        }
    }
}
