package dev.latchkey.server.authorize;

import dev.latchkey.core.jdbc.Ids;
import dev.latchkey.server.browser.CurrentSession;
import dev.latchkey.server.browser.Parameters;
import dev.latchkey.server.browser.SignedInMark;
import dev.latchkey.server.http.Endpoint;
import dev.latchkey.server.http.Failure;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.springframework.stereotype.Controller;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;

/**
 * The authorization endpoint: <a href="https://www.rfc-editor.org/rfc/rfc6749#section-3.1">RFC 6749, section 3.1</a>.
 * Writes nothing but that a pushed request is used up. A request with all its parameters whose browser has no session does
 * not reach the database.
 */
@Controller
public final class AuthorizeController {

    private final AuthorizationRequests requests;
    private final CurrentSession session;
    private final Steps steps;
    private final Answers answers;

    AuthorizeController(AuthorizationRequests requests, CurrentSession session, Steps steps, Answers answers) {
        this.requests = requests;
        this.session = session;
        this.steps = steps;
        this.answers = answers;
    }

    @GetMapping("/oauth2/authorize")
    void authorize(HttpServletRequest http, HttpServletResponse response) {
        try {
            AuthorizationRequest request = requests.read(http);
            Step next = steps.next(request, session.find(http, request.client().id()));
            switch (next) {
                case Step.SignIn signIn -> go(Endpoint.SIGN_IN, request, http, response);
                case Step.Ask ask -> go(Endpoint.CONSENT, request, http, response);
                case Step.Issue issue ->
                    answers.code(
                            request,
                            issue.session(),
                            issue.scopes(),
                            Ids.at(issue.session().now()),
                            response);
            }
        } catch (RefusedRequest e) {
            answers.refuse(e, response);
        }
    }

    private void go(
            Endpoint step, AuthorizationRequest request, HttpServletRequest http, HttpServletResponse response) {
        answers.toStep(requests.visited(request, http, response).at(step.path()), response);
    }

    /** A HEAD must have no effect (RFC 9110, section 9.2.1), and a GET issues a code. */
    @RequestMapping(path = "/oauth2/authorize", method = RequestMethod.HEAD)
    @SuppressWarnings("DoNotCallSuggester") // the framework calls it
    void head() throws HttpRequestMethodNotSupportedException {
        throw new HttpRequestMethodNotSupportedException("HEAD", List.of("GET", "POST"));
    }

    /** Answers with the same as a GET, because a form of another site comes without the cookies that are Lax. */
    @PostMapping("/oauth2/authorize")
    void post(HttpServletRequest http, HttpServletResponse response) throws IOException {
        if (http.getQueryString() != null) {
            throw Failure.invalidRequest("Parameters belong in the body of a POST, not in the URL.");
        }
        String query = Parameters.ofForm(http).encoded(AuthorizationRequests::isKnown);
        if (query.length() > Parameters.MAX_LENGTH) {
            throw Parameters.tooLong();
        }
        answers.toStep(SignedInMark.url(Endpoint.AUTHORIZATION.path(), query, null), response);
    }
}
