package dev.latchkey.db.user;

import java.nio.charset.StandardCharsets;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator.BlockPool;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator.FixedBlockPool;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * Argon2id by BouncyCastle, in memory that is used again. The 19 MiB of a hash are more than a young generation of the
 * server has room for: what is made anew each time ends up among what is old, and the heap grows to its limit.
 */
final class JavaArgon2 implements Argon2 {

    private final BlockPool memory;

    /** Keeps as many blocks of one KiB. */
    JavaArgon2(int keptKib) {
        this.memory = new FixedBlockPool(keptKib);
    }

    @Override
    public byte[] hash(String password, byte[] salt, int memoryKib, int passes, int length) {
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withSalt(salt)
                .withParallelism(1)
                .withMemoryAsKB(memoryKib)
                .withIterations(passes)
                .withBlockPool(memory)
                .build());
        byte[] hash = new byte[length];
        generator.generateBytes(password.getBytes(StandardCharsets.UTF_8), hash);
        return hash;
    }
}
