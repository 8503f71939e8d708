package dev.latchkey.core.group;

import dev.latchkey.core.family.Scopes;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;
import org.springframework.dao.DataIntegrityViolationException;

/** A user would have more groups, or more scopes, than fit in a token. The transaction is rolled back. */
public final class GroupLimitException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String sentence;

    private GroupLimitException(String sentence, Throwable cause) {
        super(sentence, cause);
        this.sentence = sentence;
    }

    /** A sentence for administrators. */
    @Override
    public String getMessage() {
        return sentence;
    }

    /** This exception for the rule that a statement broke; the same as before when it broke another one. */
    public static RuntimeException of(DataIntegrityViolationException e) {
        return sentence(constraint(e))
                .<RuntimeException>map(sentence -> new GroupLimitException(sentence, e))
                .orElse(e);
    }

    private static Optional<String> sentence(@Nullable String constraint) {
        return switch (constraint) {
            case "users_groups_count" ->
                Optional.of("A user is in at most " + Group.MOST_OF_USER + " groups, and this is one more.");
            case "users_groups_length" ->
                Optional.of("The names of the groups of a user have at most " + Group.MOST_NAMES_OF_USER
                        + " characters together, because each token carries them.");
            case "users_scopes_syntax" ->
                Optional.of("The scopes of a user and of the user's groups have at most " + Scopes.MAX_LENGTH
                        + " characters together.");
            case null, default -> Optional.empty();
        };
    }

    private static @Nullable String constraint(DataIntegrityViolationException e) {
        if (e.getMostSpecificCause() instanceof PSQLException cause) {
            ServerErrorMessage message = cause.getServerErrorMessage();
            return message == null ? null : message.getConstraint();
        }
        return null;
    }
}
