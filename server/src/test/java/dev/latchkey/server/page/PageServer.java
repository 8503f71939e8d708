package dev.latchkey.server.page;

import dev.latchkey.server.settings.PageSettings;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.startup.Tomcat;

/** Serves the sample pages by their names, and says which form was sent. */
final class PageServer implements AutoCloseable {

    private final Tomcat tomcat = new Tomcat();

    PageServer(File directory, PageSettings settings, Map<String, Page> pages) throws LifecycleException {
        tomcat.setBaseDir(directory.toString());
        tomcat.setPort(0);
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        Context context = tomcat.addContext("", directory.toString());
        Pages written = new Pages(URI.create("http://localhost"), settings);
        Tomcat.addServlet(context, "assets", new Assets(written)).addMapping("/assets/*");
        Tomcat.addServlet(context, "pages", new Samples(written, pages)).addMapping("/*");
        tomcat.start();
    }

    String url(String path) {
        return "http://localhost:" + tomcat.getConnector().getLocalPort() + path;
    }

    @Override
    public void close() throws LifecycleException {
        tomcat.stop();
        tomcat.destroy();
    }

    private static final class Assets extends HttpServlet {

        private static final long serialVersionUID = 1L;

        private final transient Pages pages;

        Assets(Pages pages) {
            this.pages = pages;
        }

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            pages.writeAsset(request, response);
        }
    }

    private static final class Samples extends HttpServlet {

        private static final long serialVersionUID = 1L;

        private final transient Pages pages;
        private final transient Map<String, Page> samples;

        Samples(Pages pages, Map<String, Page> samples) {
            this.pages = pages;
            this.samples = samples;
        }

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            Page page = samples.get(request.getRequestURI().substring(1));
            if (page == null) {
                response.sendError(HttpServletResponse.SC_NOT_FOUND);
                return;
            }
            pages.write(page, Language.of(request.getParameter("ui_locales"), request), request, response);
        }

        @Override
        protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.setContentType("text/plain;charset=UTF-8");
            for (String name :
                    new String[] {"decision", "username", "password", "remember", "token", "session", "application"}) {
                response.getWriter().println(name + "=" + request.getParameter(name));
            }
        }
    }
}
