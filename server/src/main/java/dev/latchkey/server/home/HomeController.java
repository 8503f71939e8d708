package dev.latchkey.server.home;

import dev.latchkey.core.session.LiveSession;
import dev.latchkey.server.browser.CurrentSession;
import dev.latchkey.server.http.Endpoint;
import dev.latchkey.server.page.HomePage;
import dev.latchkey.server.page.Language;
import dev.latchkey.server.page.Pages;
import dev.latchkey.server.settings.ServerSettings;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;

/** The start page. */
@Controller
public final class HomeController {

    private final CurrentSession current;
    private final DemoClient demo;
    private final Pages pages;
    private final @Nullable String signUp;

    HomeController(CurrentSession current, DemoClient demo, Pages pages, ServerSettings settings) {
        this.current = current;
        this.demo = demo;
        this.pages = pages;
        this.signUp = settings.registration().enabled() ? Endpoint.SIGN_UP.path() : null;
    }

    @GetMapping("/")
    void show(HttpServletRequest request, HttpServletResponse response) throws IOException {
        HomePage page = new HomePage(
                current.find(request, null).map(LiveSession::username).orElse(null),
                Endpoint.ACCOUNT_PAGE.path(),
                signUp,
                Endpoint.LOGOUT.path(),
                Endpoint.OPENID_CONFIGURATION.path(),
                demo.find().isPresent() ? Endpoint.DEMO.path() : null);
        pages.write(page, Language.of(null, request), request, response);
    }
}
