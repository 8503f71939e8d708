package dev.latchkey.core.credential;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Argon2id by libsodium, where that is installed: the same hashes as in Java for about half of the time, and the memory
 * that they need is not on the heap. It knows salts of 16 bytes and one lane only; others are computed in Java.
 */
final class NativeArgon2 implements Argon2 {

    /** Of Debian, Ubuntu and Red Hat; of Alpine and what follows libsodium 1.0.19 there; of macOS. */
    private static final List<String> NAMES = List.of("libsodium.so.23", "libsodium.so.26", "libsodium.dylib");

    private static final int ARGON2ID13 = 2;

    private final MethodHandle pwhash;
    private final Argon2 fallback;

    private NativeArgon2(MethodHandle pwhash, Argon2 fallback) {
        this.pwhash = pwhash;
        this.fallback = fallback;
    }

    /**
     * What is installed; empty where there is no libsodium, or where Java may not call it.
     *
     * @param fallback computes what libsodium does not know
     */
    static Optional<NativeArgon2> find(Argon2 fallback) {
        return NAMES.stream()
                .map(name -> load(name, fallback))
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** Whether libsodium computes it, outside of the heap. */
    static boolean knows(Cost cost, int saltBytes) {
        return cost.type() == Type.ID && cost.lanes() == 1 && saltBytes == SALT_BYTES;
    }

    @SuppressWarnings("restricted") // The manifest of the server allows it; elsewhere Java warns.
    private static Optional<NativeArgon2> load(String name, Argon2 fallback) {
        try {
            SymbolLookup library = SymbolLookup.libraryLookup(name, Arena.global());
            Linker linker = Linker.nativeLinker();
            MethodHandle init = linker.downcallHandle(
                    library.findOrThrow("sodium_init"), FunctionDescriptor.of(ValueLayout.JAVA_INT));
            MethodHandle pwhash = linker.downcallHandle(
                    library.findOrThrow("crypto_pwhash"),
                    FunctionDescriptor.of(
                            ValueLayout.JAVA_INT,
                            ValueLayout.ADDRESS,
                            ValueLayout.JAVA_LONG,
                            ValueLayout.ADDRESS,
                            ValueLayout.JAVA_LONG,
                            ValueLayout.ADDRESS,
                            ValueLayout.JAVA_LONG,
                            ValueLayout.JAVA_LONG,
                            ValueLayout.JAVA_INT));
            return (int) init.invokeExact() < 0 ? Optional.empty() : Optional.of(new NativeArgon2(pwhash, fallback));
        } catch (Throwable absent) {
            return Optional.empty();
        }
    }

    @Override
    public byte[] hash(String password, byte[] salt, Cost cost, int length) {
        if (!knows(cost, salt.length)) {
            return fallback.hash(password, salt, cost, length);
        }
        try (Arena arena = Arena.ofConfined()) {
            byte[] bytes = password.getBytes(StandardCharsets.UTF_8);
            MemorySegment input = arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes);
            MemorySegment output = arena.allocate(length);
            int result = (int) pwhash.invokeExact(
                    output,
                    (long) length,
                    input,
                    (long) bytes.length,
                    arena.allocateFrom(ValueLayout.JAVA_BYTE, salt),
                    (long) cost.passes(),
                    cost.memoryKib() * 1024L,
                    ARGON2ID13);
            input.fill((byte) 0);
            if (result != 0) {
                throw new IllegalStateException("libsodium did not hash");
            }
            return output.toArray(ValueLayout.JAVA_BYTE);
        } catch (RuntimeException e) {
            throw e;
        } catch (Throwable impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
