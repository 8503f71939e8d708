package dev.latchkey.server.page;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;

/** Serves the stylesheet, the script and the logo of the pages. */
@Controller
public final class AssetController {

    private final Pages pages;

    AssetController(Pages pages) {
        this.pages = pages;
    }

    @GetMapping("/assets/*")
    void asset(HttpServletRequest request, HttpServletResponse response) throws IOException {
        pages.writeAsset(request, response);
    }
}
