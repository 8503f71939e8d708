package dev.latchkey.core.family;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A live family of exchanged tokens, with what a token of it says.
 *
 * @param username null when the subject is a client
 * @param ofUser the scopes that the user has at present; null when the subject is a client
 * @param groups the names of the user's groups, sorted; none when the subject is a client
 * @param statusIndex by which Status Lists tell that it ended
 */
public record Exchange(
        UUID id, @Nullable String username, @Nullable Scopes ofUser, List<String> groups, long statusIndex) {

    /** What the subject has at present of these scopes. A client has all of them that its token has. */
    public Scopes held(Scopes scopes) {
        return ofUser == null ? scopes : scopes.grantedTo(ofUser);
    }
}
