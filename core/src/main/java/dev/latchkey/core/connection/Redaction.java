package dev.latchkey.core.connection;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;

/**
 * Removes the secrets of a connection from the driver's messages, so that no error, log line or stack trace shows them.
 */
final class Redaction {

    /** A shorter secret is found as a word of its own only: else its letters would be taken out of every text. */
    private static final int DISTINCTIVE = 8;

    private final List<Pattern> secrets;

    Redaction(ConnectionSettings settings) {
        this.secrets = Stream.concat(written(settings.password()), DatabaseUrl.secrets(settings.url()).stream())
                .filter(secret -> !secret.isBlank() && !secret.equals(settings.user()))
                .distinct()
                // Java generates the comparators that it has methods for in every run: an AOT cache does not keep
                // those.
                .sorted((one, other) -> Integer.compare(other.length(), one.length()))
                .map(Redaction::pattern)
                .toList();
    }

    private static Stream<String> written(@Nullable String password) {
        return password == null
                ? Stream.empty()
                : Stream.of(password, URLEncoder.encode(password, StandardCharsets.UTF_8));
    }

    private static Pattern pattern(String secret) {
        String quoted = Pattern.quote(secret);
        return Pattern.compile(
                secret.length() >= DISTINCTIVE ? quoted : "(?<![\\p{L}\\p{N}])" + quoted + "(?![\\p{L}\\p{N}])");
    }

    String clean(String text) {
        String cleaned = text;
        for (Pattern secret : secrets) {
            cleaned = secret.matcher(cleaned).replaceAll("…");
        }
        return cleaned;
    }

    /** The exception itself, or one without the secrets that it shows. */
    SQLException clean(SQLException e) {
        boolean clean = Stream.<Throwable>iterate(e, Objects::nonNull, Throwable::getCause)
                .allMatch(thrown -> isClean(thrown.getMessage()));
        return clean ? e : (SQLException) copy(e);
    }

    private boolean isClean(@Nullable String message) {
        return message == null || clean(message).equals(message);
    }

    private Throwable copy(Throwable dirty) {
        String message = clean(serverMessage(dirty).orElse(String.valueOf(dirty.getMessage())));
        Throwable copy = dirty instanceof SQLException sql
                ? new SQLException(message, sql.getSQLState(), sql.getErrorCode())
                : new Exception(message);
        copy.setStackTrace(dirty.getStackTrace());
        if (dirty.getCause() != null) {
            copy.initCause(copy(dirty.getCause()));
        }
        return copy;
    }

    private static Optional<String> serverMessage(Throwable thrown) {
        return thrown instanceof PSQLException e && e.getServerErrorMessage() != null
                ? Optional.ofNullable(e.getServerErrorMessage().getMessage())
                : Optional.empty();
    }
}
