package dev.latchkey.admin.user.imports;

import dev.latchkey.admin.output.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@code kc.sh export} writes: a realm with its users, or files of users only. Credentials have the form of Keycloak 8
 * and later, with JSON in two texts, or the one before that.
 */
final class KeycloakSource extends JsonUsers {

    private static final List<String> FACTOR_ACTIONS =
            List.of("CONFIGURE_TOTP", "webauthn-register", "webauthn-register-passwordless");

    @Override
    String member() {
        return "users";
    }

    @Override
    void user(Map<String, @Nullable Object> user, long line, Sink sink) throws IOException {
        if (user.get("serviceAccountClientId") != null || user.get("serviceAccountClientLink") != null) {
            sink.noUser("service accounts, which are clients");
            return;
        }
        Entry entry = new Entry(line)
                .id(text(user, "id"))
                .put("username", text(user, "username"))
                .put("email", text(user, "email"))
                .put("email_verified", isTrue(user, "emailVerified"))
                .put("full_name", joined(text(user, "firstName"), text(user, "lastName")))
                .put("disabled", isFalse(user, "enabled"))
                .roles(roles(user));
        actions(texts(user, "requiredActions"), entry);
        factors(user, entry);
        for (Map<?, ?> credential : objects(user, "credentials")) {
            if ("password".equals(credential.get("type"))) {
                entry.put("password_hash", hash(credential));
            }
        }
        leaveOut(user, entry);
        sink.entry(entry);
    }

    private static List<String> roles(Map<String, @Nullable Object> user) {
        List<String> roles = new ArrayList<>(texts(user, "realmRoles"));
        if (user.get("clientRoles") instanceof Map<?, ?> clients) {
            for (Object client : clients.keySet()) {
                texts(clients, String.valueOf(client)).forEach(role -> roles.add(client + "/" + role));
            }
        }
        return roles;
    }

    private static void actions(List<String> actions, Entry entry) {
        if (actions.contains("UPDATE_PASSWORD")) {
            entry.close("required actions", "UPDATE_PASSWORD");
        }
        actions.stream().filter(FACTOR_ACTIONS::contains).findFirst().ifPresent(entry::hadFactor);
    }

    private static void leaveOut(Map<String, @Nullable Object> user, Entry entry) {
        if (!texts(user, "groups").isEmpty()) {
            entry.leftOut(LeftOut.other("groups", "are not imported: --group names one for all users of a file"));
        }
        if (user.get("attributes") instanceof Map<?, ?> attributes && !attributes.isEmpty()) {
            entry.leftOut(LeftOut.other("attributes", "are not imported"));
        }
        if (!objects(user, "federatedIdentities").isEmpty()) {
            entry.leftOut(LeftOut.loss("federated identities", "are not imported: the user needs a password"));
        }
    }

    private static void factors(Map<String, @Nullable Object> user, Entry entry) {
        boolean otp = isTrue(user, "totp");
        boolean key = false;
        for (Map<?, ?> credential : objects(user, "credentials")) {
            String type = String.valueOf(credential.get("type"));
            if (type.equals("otp") || type.equals("totp") || type.equals("hotp")) {
                otp = true;
                byte[] secret = appSecret(credential, type);
                if (secret != null && entry.appSecret() == null) {
                    entry.app(secret);
                }
            }
            key |= type.startsWith("webauthn");
        }
        if (otp && !entry.hadAnyFactor()) {
            entry.hadFactor("the app has other parameters than six digits, 30 seconds and SHA-1");
        } else if (key && entry.appSecret() == null) {
            entry.hadFactor("a passkey is bound to the address of the other server");
        }
    }

    /** The secret of an app; null when our apps have other parameters. */
    private static byte @Nullable [] appSecret(Map<?, ?> credential, String type) {
        Map<?, ?> how = part(credential, "credentialData");
        Map<?, ?> what = part(credential, "secretData");
        String kind = how.get("subType") == null ? type : String.valueOf(how.get("subType"));
        String secret = text(what, "value");
        boolean usual = (kind.equals("totp") || kind.equals("otp"))
                && isNoneOr(how, "digits", "6")
                && isNoneOr(how, "period", "30")
                && isNoneOr(how, "algorithm", "HmacSHA1");
        if (!usual || secret == null || secret.isEmpty()) {
            return null;
        }
        return "BASE32".equals(how.get("secretEncoding"))
                ? AppSecret.ofBase32(secret)
                : secret.getBytes(StandardCharsets.UTF_8);
    }

    private static boolean isNoneOr(Map<?, ?> object, String name, String value) {
        return object.get(name) == null || value.equals(String.valueOf(object.get(name)));
    }

    /** A text with JSON in it; before Keycloak 8 its members are those of the credential. */
    private static Map<?, ?> part(Map<?, ?> credential, String name) {
        return switch (credential.get(name)) {
            case null -> credential;
            case String json -> JsonObject.parse(json);
            default -> throw new BadLineException("The member " + name + " of a credential is not a text.");
        };
    }

    /** The hash as passlib and the reference implementation of argon2 would write it. */
    private static String hash(Map<?, ?> credential) {
        Map<?, ?> how = part(credential, "credentialData");
        Map<?, ?> what = part(credential, "secretData");
        String value = text(what, what.containsKey("hashedSaltedValue") ? "hashedSaltedValue" : "value");
        String salt = text(what, "salt");
        String algorithm = text(how, "algorithm");
        String rounds = text(how, "hashIterations");
        if (value == null || algorithm == null) {
            throw new BadLineException("The credential of the password has no value or no algorithm.");
        }
        if (algorithm.startsWith("bcrypt")) {
            return value;
        }
        return switch (algorithm) {
            case "argon2" -> argon2(how, rounds, salt, value);
            case "pbkdf2", "pbkdf2-sha1" -> "$pbkdf2$" + rounds + "$" + unpadded(salt) + "$" + unpadded(value);
            case "pbkdf2-sha256", "pbkdf2-sha512" ->
                "$" + algorithm + "$" + rounds + "$" + unpadded(salt) + "$" + unpadded(value);
            default ->
                throw new BadLineException("The password hash is of an algorithm of Keycloak that is not known.");
        };
    }

    private static String argon2(Map<?, ?> how, @Nullable String rounds, @Nullable String salt, String value) {
        Map<?, ?> more = how.get("additionalParameters") instanceof Map<?, ?> map ? map : Map.of();
        String version = "1.3".equals(first(more, "version")) ? "19" : "16";
        return "$argon2" + first(more, "type") + "$v=" + version + "$m=" + first(more, "memory") + ",t=" + rounds
                + ",p=" + first(more, "parallelism") + "$" + unpadded(salt) + "$" + unpadded(value);
    }

    private static String first(Map<?, ?> parameters, String name) {
        List<String> values = texts(parameters, name);
        return values.isEmpty() ? "" : values.getFirst();
    }

    private static String unpadded(@Nullable String base64) {
        return base64 == null ? "" : base64.replaceAll("=+$", "");
    }
}
