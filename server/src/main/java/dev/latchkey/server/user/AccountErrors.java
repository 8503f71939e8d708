package dev.latchkey.server.user;

import dev.latchkey.db.user.InvalidValueException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/**
 * Turns what can be wrong with a request into problem details
 * (<a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457</a>), with the member that is wrong as {@code field}.
 */
@RestControllerAdvice
public final class AccountErrors extends ResponseEntityExceptionHandler {

    AccountErrors() {}

    @ExceptionHandler
    ProblemDetail invalidValue(InvalidValueException e) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST, e.getMessage());
        problem.setProperty("field", e.field());
        return problem;
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> insufficientScope(InsufficientScopeException e) {
        return ResponseEntity.status(HttpStatus.FORBIDDEN)
                .header(
                        HttpHeaders.WWW_AUTHENTICATE,
                        BearerChallenge.of("insufficient_scope", e.getMessage(), e.scope()))
                .body(ProblemDetail.forStatusAndDetail(HttpStatus.FORBIDDEN, e.getMessage()));
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> invalidToken(InvalidBearerTokenException e) {
        return ResponseEntity.status(HttpStatus.UNAUTHORIZED)
                .header(HttpHeaders.WWW_AUTHENTICATE, BearerChallenge.of("invalid_token", e.getMessage(), null))
                .body(ProblemDetail.forStatusAndDetail(HttpStatus.UNAUTHORIZED, e.getMessage()));
    }
}
