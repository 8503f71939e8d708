package dev.latchkey.server.page;

import dev.latchkey.server.http.Endpoint;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;

/** The start page, and what all pages load. */
@Controller
public final class PageController {

    private static final HomePage HOME = new HomePage(null, null, null, Endpoint.METADATA.path(), null);

    private final Pages pages;

    PageController(Pages pages) {
        this.pages = pages;
    }

    @GetMapping("/")
    void home(HttpServletRequest request, HttpServletResponse response) throws IOException {
        pages.write(HOME, Language.of(null, request), request, response);
    }

    @GetMapping("/assets/*")
    void asset(HttpServletRequest request, HttpServletResponse response) throws IOException {
        pages.writeAsset(request, response);
    }
}
