package dev.latchkey.admin.user.imports;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What {@code manage.py dumpdata} writes, as an array or as JSON Lines: the objects that have a password and a name. */
final class DjangoSource extends JsonUsers {

    /** How Django marks an account without a password. */
    private static final String UNUSABLE = "!";

    /** Second factors by the keys of their users; they may come after them in a file, or in another one. */
    private final DjangoFactors factors = new DjangoFactors();

    @Override
    public List<Path> prepare(List<Path> files) throws IOException {
        factors.find(files);
        return files;
    }

    @Override
    @Nullable
    String member() {
        return null;
    }

    @Override
    void user(Map<String, @Nullable Object> object, long line, Sink sink) throws IOException {
        if (!(object.get("fields") instanceof Map<?, ?> fields) || !fields.containsKey("password")) {
            DjangoFactors.requireKnownUser(object);
            sink.noUser("objects of other models");
            return;
        }
        Entry entry = new Entry(line)
                .id(text(object, "pk"))
                .put("username", text(fields, "username"))
                .put("email", text(fields, "email"))
                .put("full_name", joined(text(fields, "first_name"), text(fields, "last_name")))
                .put("disabled", isFalse(fields, "is_active"))
                .roles(roles(fields));
        String password = text(fields, "password");
        if (password != null && !password.isEmpty() && !password.startsWith(UNUSABLE)) {
            entry.put("password_hash", password);
        } else {
            entry.leftOut(LeftOut.other("password", "is unusable in Django too"));
        }
        if (fields.get("groups") instanceof List<?> groups && !groups.isEmpty()) {
            entry.leftOut(LeftOut.other("groups", "are not imported: --group names one for all users of a file"));
        }
        factors.addTo(entry, text(object, "pk"), names(fields));
        sink.entry(entry);
    }

    /** What the natural key of a user can be: a project decides what its users sign in with. */
    private static List<String> names(Map<?, ?> fields) {
        return Stream.of("username", "email")
                .flatMap(name -> Stream.ofNullable(text(fields, name)))
                .toList();
    }

    private static List<String> roles(Map<?, ?> fields) {
        List<String> roles = new ArrayList<>();
        for (String flag : List.of("is_staff", "is_superuser")) {
            if (isTrue(fields, flag)) {
                roles.add(flag);
            }
        }
        return roles;
    }
}
