package dev.latchkey.admin.user.imports;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The second factors of Django's users, as django-otp, django-two-factor-auth, django-allauth and others keep them. */
final class DjangoFactors extends JsonUsers {

    /** Models of devices. Static ones are recovery codes beside another one. */
    private static final Pattern DEVICE = Pattern.compile("(?!otp_static\\.).*(device|authenticator|credential)");

    /** By the primary key of the user, or its natural key in a list: the secret of an app as ours have it, or none. */
    private final Map<Object, Optional<byte[]>> found = new HashMap<>();

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

    /**
     * Gives a user the app that is known, or the duty to add a factor.
     *
     * @param key its primary key; null when the file has none
     * @param names what its natural key can be
     * @throws BadLineException when factors have primary keys of users, and the user has none
     */
    void addTo(Entry entry, @Nullable String key, List<String> names) {
        if (key == null && found.keySet().stream().anyMatch(String.class::isInstance)) {
            throw new BadLineException("The user has no pk, by which second factors name their users: make the file"
                    + " without --natural-primary, or with --natural-foreign too.");
        }
        Stream.concat(Stream.ofNullable(key), names.stream().map(List::of))
                .map(found::get)
                .filter(Objects::nonNull)
                .findFirst()
                .ifPresent(secret -> secret.ifPresentOrElse(
                        entry::app,
                        () -> entry.hadFactor("the factor is no app with six digits, 30 seconds and SHA-1")));
    }

    /**
     * Fails when an object is a factor and does not tell whose.
     *
     * @throws BadLineException then
     */
    static void requireKnownUser(Map<?, ?> object) {
        if (isFactor(object) && object.get("fields") instanceof Map<?, ?> fields) {
            user(fields);
        }
    }

    @Override
    @Nullable
    String member() {
        return null;
    }

    @Override
    void user(Map<String, @Nullable Object> object, long line, Sink sink) {
        if (isFactor(object) && object.get("fields") instanceof Map<?, ?> fields) {
            user(fields)
                    .ifPresent(user ->
                            found.merge(user, secret(object, fields), (one, other) -> one.isPresent() ? one : other));
        }
    }

    private static boolean isFactor(Map<?, ?> object) {
        return object.get("model") instanceof String model
                && DEVICE.matcher(model).matches()
                && object.get("fields") instanceof Map<?, ?> fields
                && !Boolean.FALSE.equals(fields.get("confirmed"));
    }

    /** The primary key of the user, or the natural key in a list, as with {@code --natural-foreign}; empty without a user. */
    private static Optional<Object> user(Map<?, ?> fields) {
        return switch (fields.get("user")) {
            case null -> Optional.empty();
            case String key -> Optional.of(key);
            case Integer key -> Optional.of(key.toString());
            case Long key -> Optional.of(key.toString());
            case List<?> names when names.size() == 1 && names.getFirst() instanceof String -> Optional.of(names);
            default ->
                throw new BadLineException("The user of the second factor is neither a key nor a name in a list:"
                        + " whose it is cannot be told.");
        };
    }

    /** Its secret if it is an app as ours; a factor whose key is no text is none. */
    private static Optional<byte[]> secret(Map<?, ?> object, Map<?, ?> fields) {
        if (!"otp_totp.totpdevice".equals(object.get("model"))
                || !has(fields, "step", "30")
                || !has(fields, "t0", "0")
                || !has(fields, "digits", "6")
                || !(fields.get("key") instanceof String hex)
                || hex.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(HexFormat.of().parseHex(hex));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static boolean has(Map<?, ?> fields, String name, String value) {
        return value.equals(String.valueOf(fields.get(name)));
    }
}
