package dev.latchkey.admin.user.imports;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What Auth0 exports: the profiles of users, and the file of hashes from its support. With both, they are joined by the id
 * of the user; users of the file of hashes that have no profile come last.
 */
final class Auth0Source extends JsonUsers {

    private static final String DATABASE = "auth0|";

    private @Nullable Auth0Hashes hashes;

    @Override
    @Nullable
    String member() {
        return null;
    }

    @Override
    public List<Path> prepare(List<Path> files) throws IOException {
        List<Path> profiles = new ArrayList<>();
        List<Path> secrets = new ArrayList<>();
        for (Path file : files) {
            (hasHashes(file) ? secrets : profiles).add(file);
        }
        if (profiles.isEmpty() || secrets.isEmpty()) {
            return files;
        }
        hashes = new Auth0Hashes(secrets);
        return profiles;
    }

    /** Whether the first object of a file has an id as only the file of hashes has it. */
    private static boolean hasHashes(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            String line = new Lines(in).next();
            return line != null && line.contains("\"passwordHash\"") && line.contains("\"$oid\"");
        } catch (BadLineException e) {
            return false;
        }
    }

    /** The id of a user: in a profile with the kind of the connection before it. */
    static @Nullable String id(Map<?, ?> object) {
        return object.get("_id") instanceof Map<?, ?> id && id.get("$oid") instanceof String oid
                ? DATABASE + oid
                : text(object, "user_id");
    }

    @Override
    void user(Map<String, @Nullable Object> user, long line, Sink sink) throws IOException {
        String id = id(user);
        Map<String, @Nullable Object> secret = hashes == null || id == null ? null : hashes.use(id);
        sink.entry(entry(user, secret == null ? user : secret, id, line));
    }

    private Entry entry(Map<?, ?> user, Map<?, ?> secret, @Nullable String id, long line) {
        String email = text(user, "email");
        String username = text(user, "username");
        String name = text(user, "name");
        Entry entry = new Entry(line)
                .id(id)
                .put("username", username == null ? email : username)
                .put("email", email)
                .put("email_verified", isTrue(user, "email_verified"))
                // Without a name Auth0 writes the address again.
                .put(
                        "full_name",
                        name == null || name.equals(email)
                                ? joined(text(user, "given_name"), text(user, "family_name"))
                                : name)
                .put("disabled", isTrue(user, "blocked"))
                .put("password_hash", text(secret, "passwordHash"))
                .roles(roles(user));
        if (text(secret, "passwordHash") == null) {
            entry.leftOut(LeftOut.loss(
                    "password",
                    id != null && !id.startsWith(DATABASE) ? "is kept by another provider" : "is in no file"));
        }
        factors(user, entry);
        for (String metadata : List.of("app_metadata", "user_metadata")) {
            if (user.get(metadata) instanceof Map<?, ?> values && !values.isEmpty()) {
                entry.leftOut(LeftOut.other(metadata, "are not imported, but roles"));
            }
        }
        return entry;
    }

    private static List<String> roles(Map<?, ?> user) {
        List<String> roles = new ArrayList<>(texts(user, "roles"));
        if (user.get("app_metadata") instanceof Map<?, ?> metadata) {
            roles.addAll(texts(metadata, "roles"));
            if (metadata.get("authorization") instanceof Map<?, ?> authorization) {
                roles.addAll(texts(authorization, "roles"));
            }
        }
        return roles;
    }

    private static boolean hasAny(Map<?, ?> user, String name) {
        return user.get(name) instanceof List<?> list && !list.isEmpty();
    }

    private static void factors(Map<?, ?> user, Entry entry) {
        for (Map<?, ?> factor : objects(user, "mfa_factors")) {
            if (factor.get("totp") instanceof Map<?, ?> totp && text(totp, "secret") != null) {
                entry.app(AppSecret.ofBase32(String.valueOf(text(totp, "secret"))));
            }
        }
        boolean had = hasAny(user, "mfa_factors") || hasAny(user, "multifactor") || isTrue(user, "guardian_enrolled");
        if (had && entry.appSecret() == null) {
            entry.hadFactor("Auth0 exports no secret of it");
        }
    }

    @Override
    public void end(Sink sink) throws IOException {
        if (hashes == null) {
            return;
        }
        Auth0Hashes joined = hashes;
        for (Path file : joined.files()) {
            try (InputStream in = Files.newInputStream(file)) {
                rest(joined).read(in, sink);
            }
        }
    }

    /** The lines of the files of hashes whose users have no profile. */
    private LineSource rest(Auth0Hashes joined) {
        LineFormat format = LineFormat.jsonLines();
        return new LineSource() {
            @Override
            void line(String line, long number, Sink sink) throws IOException {
                Map<String, @Nullable Object> user = format.read(line);
                String id = id(user);
                if (id == null || !joined.isUsed(id)) {
                    sink.entry(entry(user, user, id, number));
                }
            }
        };
    }
}
