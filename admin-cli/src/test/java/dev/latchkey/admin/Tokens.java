package dev.latchkey.admin;

import dev.latchkey.admin.command.Lookup;
import dev.latchkey.core.Database;
import dev.latchkey.core.client.Client;
import dev.latchkey.core.family.FamilyListing;
import dev.latchkey.core.family.RefreshTokens;
import dev.latchkey.core.jdbc.Ids;
import dev.latchkey.core.key.KeyAlgorithm;
import dev.latchkey.core.key.KeyRecord;
import dev.latchkey.core.key.MasterKey;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** Tokens as the server makes them. */
final class Tokens {

    private Tokens() {}

    /** An access token of a family that ends in five minutes, or did when {@code life} is {@code expired}. */
    static Map<String, String> access(Database database, MasterKey masterKey, String familyId, String life) {
        FamilyListing family = Lookup.family(database, familyId);
        long now = database.now().getEpochSecond();
        long expiry = now + (life.equals("expired") ? -1 : 300);
        String claims =
                "{\"sub\":\"" + family.userId() + "\",\"username\":\"" + family.username() + "\",\"client_id\":\""
                        + family.client() + "\",\"scope\":\"" + family.scopes() + "\",\"sid\":\"" + family.id()
                        + "\",\"jti\":\"" + Ids.next() + "\",\"iat\":" + now
                        + ",\"exp\":" + expiry + "}";
        return Map.of("TOKEN", sign(claims, key(database, masterKey, KeyAlgorithm.ES256)));
    }

    /** The access token of a client without a family. */
    static String ofClient(Database database, MasterKey masterKey, Client client, String jti) {
        long now = database.now().minus(Duration.ofSeconds(2)).getEpochSecond();
        String claims = "{\"sub\":\"" + client.clientId() + "\",\"client_id\":\"" + client.clientId() + "\",\"jti\":\""
                + jti + "\",\"iat\":" + now + ",\"exp\":" + (now + 300);
        String own = client.claims().json().substring(1);
        return sign(claims + (own.equals("}") ? own : "," + own), key(database, masterKey, KeyAlgorithm.RS256));
    }

    /** The refresh token of a family in its generation 0. */
    static Map<String, String> refresh(Database database, MasterKey masterKey, String familyId) {
        FamilyListing family = Lookup.family(database, familyId);
        Client client = Lookup.clientById(database, family.clientId()).orElseThrow();
        KeyRecord key = key(database, masterKey, KeyAlgorithm.HS256);
        return Map.of("TOKEN", new RefreshTokens(List.of(key.secretKey())).issue(family.id(), 0, client.id()));
    }

    static KeyRecord key(Database database, MasterKey masterKey, KeyAlgorithm algorithm) {
        return database.keys().findAll(masterKey).stream()
                .filter(key -> key.algorithm() == algorithm)
                .findFirst()
                .orElseThrow();
    }

    static String sign(String claims, KeyRecord key) {
        return sign("{\"alg\":\"" + key.algorithm() + "\",\"typ\":\"JWT\",\"kid\":\"" + key.id() + "\"}", claims, key);
    }

    static String sign(String header, String claims, KeyRecord key) {
        boolean rsa = key.algorithm() == KeyAlgorithm.RS256;
        String signed =
                base64(header.getBytes(StandardCharsets.UTF_8)) + "." + base64(claims.getBytes(StandardCharsets.UTF_8));
        try {
            Signature signature = Signature.getInstance(rsa ? "SHA256withRSA" : "SHA256withECDSAinP1363Format");
            signature.initSign(KeyFactory.getInstance(rsa ? "RSA" : "EC")
                    .generatePrivate(new PKCS8EncodedKeySpec(key.secretKey())));
            signature.update(signed.getBytes(StandardCharsets.US_ASCII));
            return signed + "." + base64(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
