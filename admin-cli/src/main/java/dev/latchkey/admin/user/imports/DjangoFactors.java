package dev.latchkey.admin.user.imports;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The second factors of Django's users, as django-otp, django-two-factor-auth, django-allauth and others keep them. */
final class DjangoFactors extends JsonUsers {

    /** Models of devices. Static ones are recovery codes beside another one. */
    private static final Pattern DEVICE = Pattern.compile("(?!otp_static\\.).*(device|authenticator|credential)");

    /** By the key of the user: the secret of an app as ours have it, or none. */
    private final Map<String, Optional<byte[]>> found = new HashMap<>();

    /** Looks for factors; what cannot be read is for {@link #read} of the users to tell. */
    void find(List<Path> files) throws IOException {
        for (Path file : files) {
            try (InputStream in = Files.newInputStream(file)) {
                read(in, new Sink() {
                    @Override
                    public void entry(Entry entry) {}

                    @Override
                    public void bad(long line, String message) {}

                    @Override
                    public void noUser(String reason) {}
                });
            } catch (BadLineException e) {
                // The same will be said of the users.
            }
        }
    }

    /** Gives a user the app that is known, or the duty to add a factor. */
    void addTo(Entry entry, @Nullable String key) {
        Optional<byte[]> secret = key == null ? null : found.get(key);
        if (secret != null) {
            secret.ifPresentOrElse(
                    entry::app, () -> entry.hadFactor("the factor is no app with six digits, 30 seconds and SHA-1"));
        }
    }

    @Override
    @Nullable
    String member() {
        return null;
    }

    @Override
    void user(Map<String, @Nullable Object> object, long line, Sink sink) {
        String model = text(object, "model");
        if (model == null
                || !DEVICE.matcher(model).matches()
                || !(object.get("fields") instanceof Map<?, ?> fields)
                || Boolean.FALSE.equals(fields.get("confirmed"))) {
            return;
        }
        String user = text(fields, "user");
        if (user != null) {
            found.merge(user, secret(model, fields), (one, other) -> one.isPresent() ? one : other);
        }
    }

    private static Optional<byte[]> secret(String model, Map<?, ?> fields) {
        boolean usual = model.equals("otp_totp.totpdevice")
                && "30".equals(text(fields, "step"))
                && "0".equals(text(fields, "t0"))
                && "6".equals(text(fields, "digits"));
        String hex = text(fields, "key");
        try {
            return usual && hex != null && !hex.isEmpty()
                    ? Optional.of(HexFormat.of().parseHex(hex))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
