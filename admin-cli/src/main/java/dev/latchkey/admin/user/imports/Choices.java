package dev.latchkey.admin.user.imports;

import dev.latchkey.admin.command.ScopeOptions;
import dev.latchkey.core.family.Scopes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * What an administrator decides about all users of an import.
 *
 * @param scopes that each user gets
 * @param groups of which each user becomes a member
 * @param groupScopes what they give
 * @param roles the scopes that stand for a role of the other system
 * @param nameIsEmail whether users sign in with their email address
 * @param plaintext whether passwords in clear are accepted
 * @param otherIds whether ids that are no UUIDs are written down beside the new ones
 */
record Choices(
        Scopes scopes,
        List<String> groups,
        Scopes groupScopes,
        Map<String, Scopes> roles,
        boolean nameIsEmail,
        boolean plaintext,
        boolean otherIds) {

    Choices {
        groups = List.copyOf(groups);
        roles = Map.copyOf(roles);
    }

    /**
     * The scopes of an account.
     *
     * @throws BadLineException when they are too long
     */
    Scopes scopes(Scopes own, Collection<String> roles) {
        List<String> all = new ArrayList<>(own.tokens());
        all.addAll(scopes.tokens());
        roles.forEach(
                role -> all.addAll(this.roles.getOrDefault(role, Scopes.NONE).tokens()));
        Scopes scopes = Scopes.of(all.stream().distinct().toList());
        // So that the line is told, and the others of its batch are stored.
        if (ScopeOptions.union(List.of(scopes, groupScopes)).toString().length() > Scopes.MAX_LENGTH) {
            throw new BadLineException("The scopes of the user and of the user's groups have at most "
                    + Scopes.MAX_LENGTH + " characters together.");
        }
        return scopes;
    }

    /** Whether a role stands for no scope. */
    boolean isUnmapped(String role) {
        return !roles.containsKey(role);
    }
}
