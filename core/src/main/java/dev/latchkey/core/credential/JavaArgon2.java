package dev.latchkey.core.credential;

import java.lang.ref.SoftReference;
import java.nio.charset.StandardCharsets;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator.BlockPool;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator.FixedBlockPool;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.jspecify.annotations.Nullable;

/**
 * Argon2 by BouncyCastle, in reused memory. The 19 MiB of a hash do not fit into the young generation of a server: if
 * allocated for each hash they would land in the old generation, and the heap would grow to its limit.
 */
final class JavaArgon2 implements Argon2 {

    /** What a hash takes beyond its memory, in blocks of one KiB. */
    private static final int EXTRA_KIB = 8;

    private final BlockPool memory;
    private final int eachKib;

    /** For hashes that take more than {@link #eachKib}, one at a time. Java takes it back when it needs the memory. */
    private @Nullable SoftReference<FixedBlockPool> largeMemory;

    private int largeKib;

    /**
     * Keeps memory for usual hashes.
     *
     * @param atOnce how many of them are under way at once
     * @param eachKib what one of them takes
     */
    JavaArgon2(int atOnce, int eachKib) {
        this.eachKib = eachKib + EXTRA_KIB;
        this.memory = new FixedBlockPool(atOnce * this.eachKib);
    }

    @Override
    public byte[] hash(String password, byte[] salt, Cost cost, int length) {
        if (cost.memoryKib() + EXTRA_KIB <= eachKib) {
            return hash(password, salt, cost, length, memory);
        }
        // Two large hashes at once would take the memory that one of them may have.
        synchronized (this) {
            return hash(password, salt, cost, length, largeMemory(cost.memoryKib() + EXTRA_KIB));
        }
    }

    private BlockPool largeMemory(int kib) {
        FixedBlockPool kept = largeMemory == null ? null : largeMemory.get();
        if (kept == null || largeKib < kib) {
            kept = new FixedBlockPool(kib);
            largeKib = kib;
            largeMemory = new SoftReference<>(kept);
        }
        return kept;
    }

    private static byte[] hash(String password, byte[] salt, Cost cost, int length, BlockPool memory) {
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(type(cost.type()))
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withSalt(salt)
                .withParallelism(cost.lanes())
                .withMemoryAsKB(cost.memoryKib())
                .withIterations(cost.passes())
                .withBlockPool(memory)
                .build());
        byte[] hash = new byte[length];
        generator.generateBytes(password.getBytes(StandardCharsets.UTF_8), hash);
        return hash;
    }

    private static int type(Type type) {
        return switch (type) {
            case D -> Argon2Parameters.ARGON2_d;
            case I -> Argon2Parameters.ARGON2_i;
            case ID -> Argon2Parameters.ARGON2_id;
        };
    }
}
