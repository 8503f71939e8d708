package dev.latchkey.server.logout;

import dev.latchkey.core.Database;
import dev.latchkey.core.account.SessionChanges;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.session.LiveSession;
import dev.latchkey.server.browser.CurrentSession;
import dev.latchkey.server.browser.Forms;
import dev.latchkey.server.browser.Parameters;
import dev.latchkey.server.cache.ClientDirectory;
import dev.latchkey.server.http.Endpoint;
import dev.latchkey.server.page.Form;
import dev.latchkey.server.page.Language;
import dev.latchkey.server.page.Pages;
import dev.latchkey.server.page.SignOutQuestionPage;
import dev.latchkey.server.page.SignedOutPage;
import dev.latchkey.server.settings.ServerSettings;
import dev.latchkey.server.token.IdTokenHints;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;

/**
 * Signs a browser out:
 * <a href="https://openid.net/specs/openid-connect-rpinitiated-1_0.html">OpenID Connect RP-Initiated Logout 1.0</a>. With
 * an ID token of the user who is signed in, the session ends and the browser goes on to a registered URI. In every other
 * case the user is asked, and the browser stays here: a site that never signed the user in cannot sign the user out, or have
 * the browser redirected.
 */
@Controller
public final class LogoutController {

    private static final String PATH = "/oauth2/logout";

    private final CurrentSession current;
    private final Forms forms;
    private final IdTokenHints hints;
    private final ClientDirectory clients;
    private final SessionChanges sessions;
    private final Pages pages;
    private final ServerSettings settings;

    LogoutController(
            CurrentSession current,
            Forms forms,
            IdTokenHints hints,
            ClientDirectory clients,
            Database database,
            Pages pages,
            ServerSettings settings) {
        this.current = current;
        this.forms = forms;
        this.hints = hints;
        this.clients = clients;
        this.sessions = database.sessionChanges();
        this.pages = pages;
        this.settings = settings;
    }

    @GetMapping(PATH)
    void ask(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Parameters parameters = Parameters.ofQuery(request);
        LogoutRequest asked = LogoutRequest.read(parameters, hints, clients);
        Optional<LiveSession> session = current.find(request, null);
        if (asked.isCertain(session.orElse(null))) {
            session.ifPresent(live -> end(live, response));
            finish(asked.destination(), request, parameters, response);
        } else if (session.isEmpty()) {
            finish(null, request, parameters, response);
        } else {
            LiveSession live = session.get();
            Form form = forms.make(PATH, PATH, "", live.reference(), null, request, response);
            String client = asked.clientName();
            pages.write(
                    new SignOutQuestionPage(form, client, live.username()),
                    language(parameters, request),
                    request,
                    response);
        }
    }

    /** A HEAD must have no effect (RFC 9110, section 9.2.1), and a GET may end the session. */
    @RequestMapping(path = PATH, method = RequestMethod.HEAD)
    @SuppressWarnings("DoNotCallSuggester") // the framework calls it
    void head() throws HttpRequestMethodNotSupportedException {
        throw new HttpRequestMethodNotSupportedException("HEAD", List.of("GET", "POST"));
    }

    /**
     * Takes the answer to the question, or a request that an application sends as a form: cookies stay away from forms of
     * other sites, so that one becomes a GET.
     */
    @PostMapping(PATH)
    void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Parameters form = Parameters.ofForm(request);
        String token = form.get(Forms.TOKEN);
        if (token == null) {
            String query = form.encoded(LogoutRequest.PARAMETERS::contains);
            if (query.length() > Parameters.MAX_LENGTH) {
                throw Parameters.tooLong();
            }
            redirect(PATH + "?" + query, response);
            return;
        }
        Optional<LiveSession> session = current.find(request, null);
        boolean isCurrent = forms.read(
                        PATH, "", token, session.map(LiveSession::reference).orElse(null), request)
                .isPresent();
        boolean stays = SignOutQuestionPage.STAY.equals(form.get(Form.DECISION));
        if (isCurrent && !stays) {
            session.ifPresent(live -> end(live, response));
        }
        redirect(stays ? Endpoint.HOME.path() : PATH, response);
    }

    private void end(LiveSession session, HttpServletResponse response) {
        sessions.end(session.reference().id(), "signed_out", Attribution.of("user:" + session.username()));
        current.clear(response);
    }

    private void finish(
            @Nullable String destination,
            HttpServletRequest request,
            Parameters parameters,
            HttpServletResponse response)
            throws IOException {
        if (destination == null) {
            pages.write(new SignedOutPage(Endpoint.SIGN_IN.path()), language(parameters, request), request, response);
        } else {
            send(destination, response);
        }
    }

    private static Language language(Parameters parameters, HttpServletRequest request) {
        return Language.of(parameters.get("ui_locales"), request);
    }

    private void redirect(String path, HttpServletResponse response) {
        send(settings.url(path), response);
    }

    private static void send(String url, HttpServletResponse response) {
        response.setStatus(HttpServletResponse.SC_SEE_OTHER);
        response.setHeader("Location", url);
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("Referrer-Policy", "no-referrer");
    }
}
