package dev.latchkey.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.TestDatabase;
import dev.latchkey.server.fixture.Http;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestServer;
import dev.latchkey.server.fixture.Waiting;
import dev.latchkey.server.http.Endpoint.Clients;
import dev.latchkey.server.http.Endpoint.Cors;
import dev.latchkey.server.http.Endpoint.Kind;
import dev.latchkey.server.operate.OperateController;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletContext;
import java.lang.reflect.Field;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.web.context.support.WebApplicationContextUtils;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;

/** The list of endpoints against what answers: filters, controllers and documents, which are written down apart from it. */
class EndpointsIT {

    private static final String PAGE = "https://app.example";

    private static TestServer server;
    private static Http http;

    @BeforeAll
    static void start() {
        server = TestServer.start(TestDatabase.fresh(), "latchkey.registration.enabled=true");
        http = server.http();
        TestClient.named("public").isPublic().origins(PAGE).addTo(server);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Stream<Endpoint> endpoints(Kind kind) {
        return Arrays.stream(Endpoint.values()).filter(endpoint -> endpoint.kind() == kind);
    }

    private static Set<String> paths(Kind... kinds) {
        return Arrays.stream(kinds)
                .flatMap(EndpointsIT::endpoints)
                .map(Endpoint::path)
                .collect(Collectors.toSet());
    }

    /** A path below an endpoint, or its own where there is none. */
    private static String below(Endpoint endpoint) {
        return endpoint == Endpoint.HOME ? endpoint.path() : endpoint.path() + "/below";
    }

    @Test
    void theControllersAnswerWhatTheListSays() {
        Set<String> mapped = server.beans(RequestMappingHandlerMapping.class).stream()
                .flatMap(mapping -> mapping.getHandlerMethods().entrySet().stream())
                // Not on the ports of clients: ManagementPortIT has its paths.
                .filter(method -> method.getValue().getBeanType() != OperateController.class)
                .flatMap(method -> method.getKey().getPatternValues().stream())
                .map(path -> path.replaceAll("/\\*$", ""))
                .collect(Collectors.toSet());
        Set<String> listed = paths(Kind.PROBLEM, Kind.PAGE);
        // Behind the filters that authenticate clients.
        listed.addAll(List.of(Endpoint.DEVICE_AUTHORIZATION.path(), Endpoint.PUSHED_REQUEST.path()));
        assertThat(mapped).isEqualTo(listed);
    }

    @Test
    void theServletsServeTheDocumentsOfTheList() {
        Set<String> mapped = server.bean(ServletContext.class).getServletRegistrations().values().stream()
                .flatMap(servlet -> servlet.getMappings().stream())
                // That of the controllers.
                .filter(path -> !path.equals("/"))
                .map(path -> path.replaceAll("/\\*$", ""))
                .collect(Collectors.toSet());
        assertThat(mapped).isEqualTo(paths(Kind.DOCUMENT));
    }

    @Test
    void theFiltersOfTheProtocolChainAnswerWhatTheListSays() throws IllegalAccessException {
        SecurityFilterChain chain = Objects.requireNonNull(
                        WebApplicationContextUtils.getWebApplicationContext(server.bean(ServletContext.class)))
                .getBean("protocolEndpoints", SecurityFilterChain.class);
        Set<String> matched = new LinkedHashSet<>();
        for (Filter filter : chain.getFilters()) {
            for (Field field : filter.getClass().getDeclaredFields()) {
                field.setAccessible(true);
                if (field.get(filter) instanceof PathPatternRequestMatcher matcher) {
                    // PathPattern [POST /oauth2/token]
                    matched.add(matcher.toString().replaceAll(".* |]", ""));
                }
            }
        }
        matched.addAll(List.of(Endpoint.DEVICE_AUTHORIZATION.path(), Endpoint.PUSHED_REQUEST.path()));
        assertThat(matched).isEqualTo(paths(Kind.OAUTH));
    }

    @Test
    void clientsMayCallWhatTheListSays() {
        for (Endpoint endpoint : Endpoint.values()) {
            if (endpoint.clients() == Clients.NONE) {
                assertThat(endpoint.kind()).isNotEqualTo(Kind.OAUTH);
            } else {
                http.post(endpoint.path(), "x", "y").expectError(401, "invalid_client");
                Answer answer = http.post(endpoint.path(), "client_id", "public", "token", "t");
                assertThat(answer.error().equals("invalid_client"))
                        .as(endpoint + " " + answer)
                        .isEqualTo(endpoint.clients() == Clients.CONFIDENTIAL);
            }
        }
    }

    @Test
    void pagesMayReadWhatTheListSays() {
        for (Endpoint endpoint : Endpoint.values()) {
            Answer preflight = http.send(
                    http.request(endpoint.path())
                            .header("Origin", PAGE)
                            .header("Access-Control-Request-Method", "POST")
                            .method("OPTIONS", BodyPublishers.noBody()),
                    null);
            String allowed = "Access-Control-Allow-Origin";
            assertThat(preflight.header(allowed))
                    .as(endpoint.name())
                    .isEqualTo(endpoint.cors() == Cors.CLIENTS ? PAGE : null);
            Answer get = http.send(
                    http.request(endpoint.path()).header("Origin", PAGE).GET(), null);
            if (endpoint.kind() == Kind.OAUTH) {
                get = http.send(
                        http.request(endpoint.path())
                                .header("Origin", PAGE)
                                .POST(BodyPublishers.ofString(Http.encode("client_id", "public", "token", "t"))),
                        Http.FORM);
            }
            assertThat(get.header(allowed))
                    .as(endpoint.name())
                    .isEqualTo(
                            switch (endpoint.cors()) {
                                case NONE -> null;
                                case CLIENTS -> PAGE;
                                case ALL -> "*";
                            });
        }
    }

    @Test
    void aParameterThatTheListHasMayNotComeTwice() {
        Set<String> all = new TreeSet<>(List.of("unknown"));
        endpoints(Kind.OAUTH).forEach(endpoint -> all.addAll(endpoint.parameters()));
        endpoints(Kind.OAUTH).forEach(endpoint -> {
            for (String parameter : all) {
                String twice = "The parameter " + parameter + " is there more than once.";
                Answer answer = http.post(endpoint.path(), parameter, "a", parameter, "b");
                assertThat(answer.text("error_description").equals(twice))
                        .as(endpoint + " " + parameter + " " + answer)
                        .isEqualTo(endpoint.parameters().contains(parameter));
            }
        });
    }

    @Test
    void errorsHaveTheFormatOfTheKindAlsoBelowTheEndpoint() {
        for (Endpoint endpoint : Endpoint.values()) {
            for (String path : List.of(endpoint.path(), below(endpoint))) {
                Answer answer = http.post(path, "x", "x".repeat(300_000));
                switch (endpoint.kind()) {
                    case OAUTH -> answer.expectError(413, "invalid_request");
                    case PAGE -> assertThat(answer.expectPage(413)).contains("invalid_request");
                    case PROBLEM, DOCUMENT -> {
                        answer.expectProblem(413);
                        assertThat(answer.text("instance")).isEqualTo(path);
                    }
                }
            }
        }
        http.post("/nowhere", "x", "x".repeat(300_000)).expectProblem(413);
    }

    @Test
    void metricsAndMetadataHaveEachEndpoint() {
        JsonNode metadata = http.get(Endpoint.METADATA.path()).expect(200).json();
        for (Endpoint endpoint : Endpoint.values()) {
            endpoint.metadata()
                    .ifPresent(name ->
                            assertThat(metadata.get(name).asString()).isEqualTo(server.base() + endpoint.path()));
            int status = http.get(below(endpoint)).status();
            String metric = "latchkey_http_requests_seconds_count{endpoint=\"" + endpoint.label() + "\",status=\""
                    + status + "\"}";
            // A request is counted when its answer has been sent.
            Waiting.until(metric, Duration.ofSeconds(5), () -> server.metric(metric) > 0);
        }
    }
}
