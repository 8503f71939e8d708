package dev.latchkey.server.statuslist;

import dev.latchkey.core.Database;
import dev.latchkey.core.client.Client;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestServer;
import dev.latchkey.server.fixture.TestUser;
import java.util.UUID;

/** A sign-in of a user of its own through a client of its own. */
record SignIn(TestClient client, TestUser user, Answer answer) {

    static SignIn at(TestServer one, String name) {
        TestClient client = TestClient.named(name).addTo(one);
        TestUser user = TestUser.add(one.database(), name);
        return new SignIn(client, user, one.http().signIn(client, user).expect(200));
    }

    String token() {
        return answer.accessToken();
    }

    UUID family() {
        return UUID.fromString(answer.claims().get("sid").asString());
    }

    Client clientIn(Database database) {
        return database.clients().findByClientId(client.clientId()).orElseThrow();
    }
}
