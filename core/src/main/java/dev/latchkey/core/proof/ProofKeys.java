package dev.latchkey.core.proof;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The keys that follow from one HMAC key of the server, by HKDF (<a href="https://www.rfc-editor.org/rfc/rfc5869">RFC
 * 5869</a>): one for each label, and from that one for each sealed thing.
 */
final class ProofKeys {

    static final int MAC_BYTES = 32;
    static final int NONCE_BYTES = 12;
    static final int TAG_BYTES = 16;

    private static final String HKDF = "HKDF-SHA256";
    private static final String HMAC = "HmacSHA256";
    private static final String CIPHER = "AES/GCM/NoPadding";
    private static final int KEY_BYTES = 32;

    /** Found once: to look an algorithm up among the providers takes longer than to seal. */
    private static final Provider AES_GCM = providerOf(CIPHER);

    private final Map<Label, SecretKey> keys = new EnumMap<>(Label.class);

    /** Ready to be copied, which is five times as fast as to make one. */
    private final Map<Label, Mac> macs = new EnumMap<>(Label.class);

    ProofKeys(byte[] key) {
        for (Label label : Label.values()) {
            HKDFParameterSpec parameters = HKDFParameterSpec.ofExtract()
                    .addIKM(new SecretKeySpec(key, HMAC))
                    .thenExpand(("latchkey " + label.purpose()).getBytes(StandardCharsets.US_ASCII), KEY_BYTES);
            SecretKey derived = derive(HMAC, parameters);
            keys.put(label, derived);
            macs.put(label, mac(derived));
        }
    }

    private static Mac mac(SecretKey key) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(key);
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java has no HMAC-SHA-256", e);
        }
    }

    byte[] mac(Label label, byte[] message) {
        try {
            return ((Mac) of(macs, label).clone()).doFinal(message);
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("The HMAC-SHA-256 of this Java cannot be copied", e);
        }
    }

    /** AES-256-GCM under a key of its own for each {@code id}; {@code nonce} may be random, because that key seals once. */
    byte[] seal(Label label, byte[] id, byte[] nonce, byte[] context, byte[] secret) {
        try {
            return cipher(Cipher.ENCRYPT_MODE, label, id, nonce, context).doFinal(secret);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM failed", e);
        }
    }

    Optional<byte[]> open(Label label, byte[] id, byte[] nonce, byte[] context, byte[] sealed) {
        try {
            return Optional.of(
                    cipher(Cipher.DECRYPT_MODE, label, id, nonce, context).doFinal(sealed));
        } catch (AEADBadTagException e) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM failed", e);
        }
    }

    private Cipher cipher(int mode, Label label, byte[] id, byte[] nonce, byte[] context)
            throws GeneralSecurityException {
        SecretKey key = derive("AES", HKDFParameterSpec.expandOnly(of(keys, label), id, KEY_BYTES));
        Cipher cipher = Cipher.getInstance(CIPHER, AES_GCM);
        cipher.init(mode, key, new GCMParameterSpec(8 * TAG_BYTES, nonce));
        cipher.updateAAD(context);
        return cipher;
    }

    private static <T> T of(Map<Label, T> all, Label label) {
        T one = all.get(label);
        if (one == null) {
            throw new IllegalStateException("There is no key for " + label);
        }
        return one;
    }

    private static Provider providerOf(String cipher) {
        try {
            return Cipher.getInstance(cipher).getProvider();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java has no " + cipher, e);
        }
    }

    private static SecretKey derive(String algorithm, HKDFParameterSpec parameters) {
        try {
            return KDF.getInstance(HKDF).deriveKey(algorithm, parameters);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HKDF failed", e);
        }
    }
}
