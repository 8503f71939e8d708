package dev.latchkey.server.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.server.http.Failure;
import dev.latchkey.server.http.RateLimitedException;
import dev.latchkey.server.page.ErrorPage.Kind;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.HttpStatus;

class ErrorPagesTest {

    private static final String URL = "/sign-in?state=a%26b";

    @ParameterizedTest
    @CsvSource({
        "BAD_REQUEST, REQUEST",
        "FORBIDDEN, REQUEST",
        "NOT_FOUND, NOT_FOUND",
        "METHOD_NOT_ALLOWED, REQUEST",
        "TOO_MANY_REQUESTS, TOO_MANY",
        "INTERNAL_SERVER_ERROR, INTERNAL",
        "NOT_IMPLEMENTED, INTERNAL",
        "SERVICE_UNAVAILABLE, UNAVAILABLE"
    })
    void theStatusDecidesWhatThePersonReads(HttpStatus status, Kind kind) {
        ErrorPage page = ErrorPages.of(new Failure(status, "a_code", "Why."), URL, "0123");
        assertThat(page).isEqualTo(ErrorPage.of(status, kind).explained("a_code", "Why.", "0123"));
    }

    @Test
    void aForeignFormHasItsOwnWords() {
        ErrorPage page = ErrorPages.of(ErrorPages.foreignForm(), URL, null);
        assertThat(page.status()).isEqualTo(HttpStatus.FORBIDDEN);
        assertThat(page.kind()).isEqualTo(Kind.FORM);
    }

    @Test
    void whatMaySucceedLaterCanBeTriedAgain() {
        ErrorPage limited = ErrorPages.of(
                new RateLimitedException("address", 3, Duration.ofMinutes(1), Duration.ofSeconds(42)), URL, null);
        assertThat(limited.retryAfter()).isEqualTo(Duration.ofSeconds(42));
        assertThat(limited.retry()).isEqualTo(URL);
        assertThat(ErrorPages.of(Failure.unavailable("The database does not answer"), URL, null))
                .extracting(ErrorPage::retryAfter, ErrorPage::retry, ErrorPage::reason)
                .containsExactly(Duration.ofSeconds(1), URL, "Try again in a moment.");
    }
}
