package dev.latchkey.core.family;

import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * A set of scope tokens, in the syntax of <a href="https://www.rfc-editor.org/rfc/rfc6749#section-3.3">RFC 6749,
 * section 3.3</a>. The order is the alphabet's, so that equal sets print alike.
 */
public record Scopes(Set<String> tokens) {

    /** The longest list that is read at all, in characters. Real scopes are far shorter. */
    public static final int MAX_LENGTH = 4096;

    /** That tokens outlive the browser session in which they were granted. */
    public static final String OFFLINE_ACCESS = "offline_access";

    /** That an application gets the names of the user's groups. */
    public static final String GROUPS = "groups";

    public static final Scopes NONE = new Scopes(Set.of());

    /**
     * The scopes of <a href="https://openid.net/specs/openid-connect-core-1_0.html#ScopeClaims">OpenID Connect Core 1.0,
     * sections 5.4 and 11</a>, and {@link #GROUPS}, for a claim of the same kind. A client has them and a user consents to
     * them; no user has or lacks them.
     */
    public static final Scopes OPENID_CONNECT =
            new Scopes(Set.of("openid", "profile", "email", "address", "phone", OFFLINE_ACCESS, GROUPS));

    /**
     * A set of scope tokens.
     *
     * @throws IllegalArgumentException when one has a character that a scope may not have
     */
    public Scopes {
        for (String token : tokens) {
            if (!isScopeToken(token)) {
                throw new IllegalArgumentException(
                        "A scope is printable ASCII without quotation marks, backslashes or spaces.");
            }
        }
        tokens = Collections.unmodifiableSet(new TreeSet<>(tokens));
    }

    /**
     * Reads a space-separated list.
     *
     * @throws IllegalArgumentException when it is longer than {@link #MAX_LENGTH} or has a character that a scope may
     *     not have; the message does not repeat the input
     */
    public static Scopes parse(String text) {
        if (text.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("The scope is longer than " + MAX_LENGTH + " characters.");
        }
        Set<String> tokens = new TreeSet<>(Arrays.asList(text.split(" ")));
        tokens.remove("");
        return of(tokens);
    }

    public static Scopes of(Collection<String> tokens) {
        return tokens.isEmpty() ? NONE : new Scopes(new TreeSet<>(tokens));
    }

    private static boolean isScopeToken(String token) {
        for (int i = 0; i < token.length(); i++) {
            if (!isScopeCharacter(token.charAt(i))) {
                return false;
            }
        }
        return !token.isEmpty();
    }

    private static boolean isScopeCharacter(char c) {
        return c == 0x21 || (c >= 0x23 && c <= 0x5B) || (c >= 0x5D && c <= 0x7E);
    }

    public Scopes intersect(Scopes other) {
        return only(other.tokens::contains);
    }

    /** Those of them that a user has, and those that have nothing to do with users' rights. */
    public Scopes grantedTo(Scopes ofUser) {
        return only(token -> ofUser.tokens.contains(token) || OPENID_CONNECT.tokens.contains(token));
    }

    /** These and {@code added}, without {@code removed}. */
    public Scopes with(Scopes added, Scopes removed) {
        Set<String> all = new TreeSet<>(tokens);
        all.addAll(added.tokens);
        all.removeAll(removed.tokens);
        return new Scopes(all);
    }

    private Scopes only(Predicate<String> kept) {
        Set<String> left = new TreeSet<>(tokens);
        return left.removeIf(kept.negate()) ? new Scopes(left) : this;
    }

    public boolean containsAll(Scopes other) {
        return tokens.containsAll(other.tokens);
    }

    public boolean contains(String token) {
        return tokens.contains(token);
    }

    public boolean isEmpty() {
        return tokens.isEmpty();
    }

    /** The tokens separated by one space, as the {@code scope} parameter and claim have them. */
    @Override
    public String toString() {
        return String.join(" ", tokens);
    }
}
