package dev.latchkey.admin.user.imports;

import dev.latchkey.admin.command.Failure;
import dev.latchkey.admin.command.ScopeOptions;
import dev.latchkey.core.family.Scopes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options of {@code latchkey user import} that say what the users get, and where reports go. */
public final class Options {

    /** A field that is the name to sign in with. The names are typed. */
    @SuppressWarnings("MemberName")
    public enum NameField {
        username,
        email
    }

    @Option(
            names = "--errors",
            paramLabel = "FILE",
            order = 12,
            description =
                    "Write the number of each bad line and what is wrong with it to this file, and what of a good line"
                            + " could not be carried over.")
    @Nullable
    Path errors;

    @Option(
            names = "--map",
            paramLabel = "FILE",
            order = 13,
            description =
                    "Write the old and the new id of each user whose id is no UUID to this file. A UUID stays the id.")
    @Nullable
    Path map;

    @Option(
            names = "--username-from",
            paramLabel = "FIELD",
            order = 14,
            description = "${COMPLETION-CANDIDATES}: what users sign in with. Default: username.")
    @Nullable
    NameField usernameFrom;

    @Option(
            names = "--allow-plaintext",
            order = 15,
            description = "Accept passwords in clear in LDIF. They are hashed at once.")
    boolean plaintext;

    @Mixin
    final ScopeOptions scopes = new ScopeOptions();

    @Option(
            names = "--group",
            paramLabel = "GROUP",
            order = 51,
            description = "A group of which each user becomes a member; repeat it for more.")
    @Nullable
    List<String> groups;

    @Option(
            names = "--map-role",
            paramLabel = "ROLE=SCOPE",
            order = 52,
            converter = RoleConverter.class,
            description = "Give users with this role in the other system this scope; repeat it for more.")
    @Nullable
    List<RoleScope> roles;

    /** A role of another system and the scope that stands for it. */
    record RoleScope(String role, Scopes scope) {}

    /** Reads {@code ROLE=SCOPE}. A role may have an equals sign, as names in a directory do. */
    static final class RoleConverter implements ITypeConverter<RoleScope> {

        @Override
        public RoleScope convert(String text) {
            int equals = text.lastIndexOf('=');
            if (equals < 1 || equals == text.length() - 1) {
                throw new TypeConversionException("a role and a scope are expected, like admin=write.");
            }
            try {
                return new RoleScope(text.substring(0, equals), Scopes.parse(text.substring(equals + 1)));
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(String.valueOf(e.getMessage()));
            }
        }
    }

    /** The names of the groups that the users become members of. */
    public List<String> groups() {
        return groups == null ? List.of() : groups.stream().distinct().toList();
    }

    /** {@code groupScopes} is what the groups give. */
    Choices choices(Scopes groupScopes) {
        Map<String, Scopes> mapped = new HashMap<>();
        for (RoleScope role : roles == null ? List.<RoleScope>of() : roles) {
            mapped.merge(role.role(), role.scope(), (one, other) -> ScopeOptions.union(List.of(one, other)));
        }
        return new Choices(
                scopes.scopes(),
                groups(),
                groupScopes,
                mapped,
                usernameFrom == NameField.email,
                plaintext,
                map != null);
    }

    @Nullable
    Path errors() {
        return errors;
    }

    @Nullable
    Path map() {
        return map;
    }

    /** Opening a report would empty the file before its first line is read. */
    void refuseOwnFile(Path file) {
        refuse(file, errors, "--errors");
        refuse(file, map, "--map");
    }

    private static void refuse(Path file, @Nullable Path other, String option) {
        try {
            if (other != null && Files.exists(other) && Files.isSameFile(file, other)) {
                throw Failure.usage("The file of " + option + " is the file that is imported: name another one.");
            }
        } catch (IOException e) {
            throw Failure.failed("The file '" + other + "' cannot be looked at: " + e.getMessage() + ".");
        }
    }
}
