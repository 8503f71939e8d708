package dev.latchkey.server.claims;

import dev.latchkey.core.account.Person;
import dev.latchkey.core.family.Scopes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The claims about users, and which of them each scope stands for: <a
 * href="https://openid.net/specs/openid-connect-core-1_0.html#ScopeClaims">OpenID Connect Core 1.0, sections 5.1 and
 * 5.4</a>; and the groups of users, with the scope of the same name.
 */
public final class StandardClaims {

    private static final Map<String, List<String>> BY_SCOPE = Map.of(
            "profile",
            List.of(
                    "name",
                    "family_name",
                    "given_name",
                    "middle_name",
                    "nickname",
                    "preferred_username",
                    "profile",
                    "picture",
                    "website",
                    "gender",
                    "birthdate",
                    "zoneinfo",
                    "locale",
                    "updated_at"),
            "email",
            List.of("email", "email_verified"),
            "address",
            List.of("address"),
            "phone",
            List.of("phone_number", "phone_number_verified"),
            Scopes.GROUPS,
            List.of(Scopes.GROUPS));

    private static final SortedSet<String> NAMES =
            BY_SCOPE.values().stream().collect(TreeSet::new, TreeSet::addAll, TreeSet::addAll);

    private StandardClaims() {}

    /** All of them; without {@code sub}, which each answer has. */
    public static List<String> names() {
        return List.copyOf(NAMES);
    }

    /** The scope that stands for a claim. */
    static String scopeOf(String name) {
        return BY_SCOPE.entrySet().stream()
                .filter(scope -> scope.getValue().contains(name))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
    }

    static boolean isKnown(String name) {
        return NAMES.contains(name);
    }

    /**
     * What the account has of the claims that were granted.
     *
     * @param scopes those of the token
     * @param requested names, granted besides the scopes
     * @param claimOfGroups how the client calls the claim {@code groups}
     */
    public static Map<String, Object> of(Person person, Scopes scopes, Set<String> requested, String claimOfGroups) {
        Set<String> granted = new TreeSet<>(requested);
        BY_SCOPE.forEach((scope, names) -> {
            if (scopes.contains(scope)) {
                granted.addAll(names);
            }
        });
        Map<String, Object> claims = all(person);
        claims.keySet().retainAll(granted);
        if (granted.contains(Scopes.GROUPS)) {
            claims.put(claimOfGroups, person.groups());
        }
        return claims;
    }

    private static Map<String, Object> all(Person person) {
        Map<String, Object> claims = new TreeMap<>(person.claims().values());
        claims.put("preferred_username", person.username());
        claims.put("updated_at", person.updatedAt().getEpochSecond());
        String name = person.profile().fullName();
        if (name != null) {
            claims.put("name", name);
        }
        String email = person.profile().email();
        if (email != null) {
            claims.put("email", email);
            claims.put("email_verified", person.emailVerifiedAt() != null);
        }
        return new LinkedHashMap<>(claims);
    }
}
