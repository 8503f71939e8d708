package dev.latchkey.bench.faults;

import dev.latchkey.bench.Form;
import dev.latchkey.bench.HttpConnection;
import dev.latchkey.bench.HttpConnection.Response;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/** Requests and answers as they go over a line. */
final class Dialogue {

    private final Line line;
    private final Tally tally;

    Dialogue(Line line, Tally tally) {
        this.line = line;
        this.tally = tally;
    }

    /** Whether the request may have reached a server; then {@link #answer} is to be called. */
    boolean ask(Family family, Request request) {
        App app = family.app();
        return line.send(
                switch (request) {
                    case Request.Refresh(int generation) ->
                        post(
                                "/oauth2/token",
                                app,
                                Map.of(
                                        "grant_type",
                                        "refresh_token",
                                        "refresh_token",
                                        family.refreshToken(generation)));
                    case Request.Revoke() ->
                        post("/oauth2/revoke", app, Map.of("token", family.refreshToken(family.latest())));
                    case Request.Introspect() ->
                        post(
                                "/oauth2/introspect",
                                app,
                                Map.of("token", family.accessToken().orElseThrow()));
                });
    }

    /** Empty when there is none, or only that there is none now (503). */
    Optional<Answer> answer(Family family) {
        return receive().map(response -> read(family, response));
    }

    /** Begins a family; empty when that is not known. */
    Optional<Family> signIn(App app, Client.Account account) {
        boolean asked = line.send(post(
                "/oauth2/token",
                app,
                Map.of("grant_type", "password", "username", account.username(), "password", account.password())));
        return asked ? receive().map(response -> begun(app, response)) : Optional.empty();
    }

    private static byte[] post(String path, App app, Map<String, String> form) {
        return HttpConnection.post(URI.create("http://localhost" + path), app.authorization(), form);
    }

    private Optional<Response> receive() {
        Optional<Response> response = line.receive();
        if (response.isEmpty()) {
            tally.unanswered.increment();
        } else if (response.get().status() == 503) {
            tally.unavailable.increment();
            return Optional.empty();
        } else {
            tally.answered.increment();
        }
        return response;
    }

    private static Family begun(App app, Response response) {
        if (response.status() != 200) {
            throw unexpected(response);
        }
        return new Family(app, Form.member(response.body(), "refresh_token"));
    }

    private static Answer read(Family family, Response response) {
        String body = response.body();
        if (response.status() == 400 && body.contains("\"invalid_grant\"")) {
            return Answer.Word.REFUSED;
        }
        if (response.status() != 200) {
            throw unexpected(response);
        }
        if (body.contains("\"refresh_token\"")) {
            return family.take(Form.member(body, "refresh_token"), Form.member(body, "access_token"));
        }
        if (body.equals("{}")) {
            return Answer.Word.REVOKED;
        }
        return body.contains("\"active\":true") ? Answer.Word.ACTIVE : Answer.Word.INACTIVE;
    }

    /** The only 5xx is 503, and 401 and 429 never come: no request here deserves them. */
    private static BrokenPromiseException unexpected(Response response) {
        return new BrokenPromiseException("Unexpected status " + response.status() + ": " + response.body());
    }

    /** Connects anew with the next request. */
    void hangUp() {
        line.close();
    }
}
