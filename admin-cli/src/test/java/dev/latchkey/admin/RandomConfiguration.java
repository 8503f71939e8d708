package dev.latchkey.admin;

import dev.latchkey.core.text.JsonText;
import java.math.BigDecimal;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.interfaces.ECPublicKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/** Configurations that have every kind of value, as JSON. */
final class RandomConfiguration {

    /** What some reader takes for something else. */
    private static final List<String> NAMES = List.of(
            "Shop",
            "yes",
            "No",
            "null",
            "~",
            "12",
            "1e3",
            "2027-01-31",
            "a: b",
            "a #b",
            "- a",
            "'",
            "\"q\"",
            "\\",
            "é 😀",
            "{a}",
            "[a]",
            "*a",
            "&a",
            "!a",
            "%a",
            "@a",
            "a,b",
            "?",
            "|",
            ">",
            "0x10",
            "1:20",
            ".5",
            "=");

    private static final List<String> URIS = List.of(
            "https://shop.example/cb",
            "https://shop.example/cb?a=b&c=%20",
            "http://127.0.0.1/cb",
            "com.example.app:/cb",
            "https://[2001:db8::1]:8443/cb",
            "http://localhost:8000/");

    private static final String JWKS = jwks();

    private final Random random;

    RandomConfiguration(Random random) {
        this.random = random;
    }

    String json() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("version", 1L);
        document.put(
                "clients",
                IntStream.range(0, random.nextInt(12)).mapToObj(this::client).toList());
        document.put(
                "scopes",
                IntStream.range(0, random.nextInt(5)).mapToObj(this::scope).toList());
        document.put(
                "resources",
                IntStream.range(0, random.nextInt(5)).mapToObj(this::resource).toList());
        document.put(
                "trusted_hosts",
                IntStream.range(0, random.nextInt(4))
                        .mapToObj(i -> Map.of("host", "h" + i + ".example" + (coin() ? ":8443" : "")))
                        .toList());
        document.put(
                "groups",
                IntStream.range(0, random.nextInt(5)).mapToObj(this::group).toList());
        return JsonText.of(document);
    }

    private List<Map<String, Object>> trusts() {
        return some(List.of(
                Map.of("issuer", "https://ci.example", "subject", "a", "claims", Map.of("n", 1L, "x", "1", "y", true)),
                Map.of("issuer", "https://ci.example/", "subject_prefix", "org/", "once", true, "audience", "prod"),
                Map.of("issuer", "https://k8s.example", "subject", "a", "jwks", JWKS)));
    }

    /** Those that stay confidential or public, and enabled or disabled, have names of their own. */
    private Map<String, Object> client(int number) {
        boolean confidential = coin();
        boolean disabled = random.nextInt(4) == 0;
        Map<String, Object> client = new LinkedHashMap<>();
        client.put("client_id", (confidential ? "c" : "p") + (disabled ? "off" : "on") + number);
        if (!confidential) {
            client.put("confidential", false);
        }
        if (disabled) {
            client.put("disabled", true);
        }
        maybe(client, "name", any(NAMES));
        String auth = confidential
                ? any(List.of("secret", "secret", "private_key_jwt", "tls_client_auth", "federated"))
                : "secret";
        if (auth.equals("federated")) {
            client.put("auth_method", auth);
        } else if (!auth.equals("secret")) {
            client.put("auth_method", auth);
            client.put(
                    auth.equals("tls_client_auth") ? "tls_subject" : coin() ? "jwks" : "jwks_uri",
                    auth.equals("tls_client_auth") ? "CN=shop,O=Example" : "");
            client.replace("jwks", JWKS);
            client.replace("jwks_uri", "https://shop.example/keys");
        } else if (confidential && coin()) {
            client.put("secret_hash", "sha256:" + hex());
        }
        if (confidential) {
            maybe(client, "trusts", trusts());
        }
        List<String> grants = some(
                auth.equals("federated")
                        ? List.of("client_credentials")
                        : confidential
                                ? List.of(
                                        "authorization_code",
                                        "refresh_token",
                                        "client_credentials",
                                        "device_code",
                                        "token_exchange",
                                        "password")
                                : List.of("authorization_code", "refresh_token", "device_code", "password"));
        if (!confidential && grants.isEmpty()) {
            grants = List.of("refresh_token");
        }
        client.put("grant_types", grants);
        List<String> uris = grants.contains("authorization_code") ? List.of(URIS.getFirst(), any(URIS)) : some(URIS);
        client.put("redirect_uris", uris);
        maybe(client, "post_logout_uris", some(URIS));
        maybe(client, "scopes", some(List.of("read", "write", "openid", "2fa", "yes", "a:b", "*", "-x", "#1")));
        maybe(client, "audiences", some(List.of("https://api.example/", "api", "12", "null")));
        maybe(
                client,
                "origins",
                some(List.of("https://app.example", "http://localhost:8000", "capacitor://localhost")));
        if (confidential || uris.stream().anyMatch(uri -> uri.startsWith("https:"))) {
            maybe(client, "consent", "never");
        }
        if (confidential) {
            maybe(client, "pkce", "optional");
            maybe(client, "rotation", "off");
        }
        maybe(client, "par", "required");
        maybe(client, coin() ? "dpop" : "tls_bound", "required");
        if (!grants.contains("password") && !grants.contains("device_code")) {
            maybe(client, "acr", any(List.of("urn:latchkey:1", "urn:latchkey:2", "phr")));
        }
        maybe(client, "backchannel_logout_uri", "https://shop.example/logout");
        maybe(client, "groups_claim", any(List.of("groups", "roles", "https://example.com/groups")));
        maybe(client, "claims", claims());
        maybe(client, "exchange_to", some(List.of("https://api0.example/", "https://api1.example/v1?a=b")));
        maybe(client, "signing_algorithm", any(List.of("RS256", "ES256")));
        maybe(client, "access_token_lifetime", 1L + random.nextInt(86_400));
        maybe(client, "refresh_token_lifetime", 1L + random.nextInt(63_072_000));
        maybe(client, "refresh_token_idle", 1L + random.nextInt(63_072_000));
        maybe(client, "refresh_token_grace", (long) random.nextInt(601));
        maybe(
                client,
                "tokens_not_before",
                "2020-0%d-01T00:00:0%d.%d+01:00"
                        .formatted(1 + random.nextInt(9), random.nextInt(10), random.nextInt(1000)));
        return client;
    }

    private Map<String, Object> scope(int number) {
        return Map.of("scope", any(List.of("read", "openid", "12", "a:b", "#")) + number, "description", any(NAMES));
    }

    private Map<String, Object> resource(int number) {
        List<String> scopes = new ArrayList<>(some(List.of("read", "write", "on")));
        scopes.add("any");
        return Map.of("uri", "https://api%d.example/%s".formatted(number, coin() ? "" : "v1?a=b"), "scopes", scopes);
    }

    private Map<String, Object> group(int number) {
        Map<String, Object> group = new LinkedHashMap<>();
        group.put("name", any(List.of("team", "org/team", "12", "yes", "_x")) + number);
        maybe(group, "scopes", some(List.of("read", "write", "2fa", "on")));
        return group;
    }

    private Map<String, Object> claims() {
        Map<String, Object> claims = new LinkedHashMap<>();
        for (String name : some(List.of("role", "level", "https://example.com/role", "yes", "12", "a:b"))) {
            claims.put(
                    name,
                    switch (random.nextInt(6)) {
                        case 0 -> any(NAMES);
                        case 1 -> (long) random.nextInt();
                        case 2 -> new BigDecimal("0.25");
                        case 3 -> coin();
                        case 4 -> List.of(any(NAMES), 1L, List.of(true));
                        default -> Map.of("a", any(NAMES), "b: c", List.of(Map.of("d", 1L)));
                    });
        }
        return claims;
    }

    private void maybe(Map<String, Object> object, String name, Object value) {
        if (random.nextInt(3) == 0) {
            object.put(name, value);
        }
    }

    private boolean coin() {
        return random.nextBoolean();
    }

    private <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private <T> List<T> some(List<T> list) {
        return list.stream().filter(one -> random.nextInt(3) == 0).toList();
    }

    private String hex() {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private static String jwks() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(256);
            ECPublicKey key = (ECPublicKey) generator.generateKeyPair().getPublic();
            return "{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\",\"kid\":\"one\",\"x\":\"%s\",\"y\":\"%s\"}]}"
                    .formatted(
                            coordinate(key.getW().getAffineX().toByteArray()),
                            coordinate(key.getW().getAffineY().toByteArray()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** 32 bytes, without the sign. */
    private static String coordinate(byte[] number) {
        byte[] bytes = new byte[32];
        int length = Math.min(32, number.length);
        System.arraycopy(number, number.length - length, bytes, 32 - length, length);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(bytes, 32));
    }
}
