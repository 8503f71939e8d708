package dev.latchkey.admin.token;

import dev.latchkey.core.Database;
import dev.latchkey.core.connection.ConfigurationException;
import dev.latchkey.core.key.KeyAlgorithm;
import dev.latchkey.core.key.KeyReading;
import dev.latchkey.core.key.KeyRecord;
import dev.latchkey.core.key.MasterKey;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The keys with which servers make refresh tokens, authorization codes and device codes.
 *
 * @param keys those that the master key opens
 * @param unread why some could not be read; null when all could
 */
record HmacKeys(List<byte[]> keys, @Nullable String unread) {

    static HmacKeys read(Database database, Supplier<MasterKey> masterKey) {
        try {
            KeyReading reading = database.keys().read(masterKey.get());
            List<byte[]> keys = reading.keys().stream()
                    .filter(key -> key.algorithm() == KeyAlgorithm.HS256)
                    .map(KeyRecord::secretKey)
                    .toList();
            boolean isComplete = reading.unopened().stream()
                    .noneMatch(key -> key.algorithmName().equals(KeyAlgorithm.HS256.name()));
            return new HmacKeys(keys, isComplete ? null : "the master key does not open every key for refresh tokens.");
        } catch (ConfigurationException e) {
            return new HmacKeys(List.of(), e.getMessage());
        }
    }

    /**
     * Whether this server made something.
     *
     * @param good null when that could not be found out
     */
    record Made(@Nullable Boolean good, String words) {

        static final Made UNKNOWN_CLIENT = new Made(null, "Not checked: its client is not known.");
    }

    /** Asks whether one of the keys made something; {@code test} is not called without a key. */
    Made check(Predicate<List<byte[]>> test) {
        if (!keys.isEmpty() && test.test(keys)) {
            return new Made(true, "Valid, this server made it.");
        }
        return unread == null
                ? new Made(false, "This server did not make it, or it was changed.")
                : new Made(null, "Not checked: " + unread);
    }
}
