package dev.latchkey.admin.doctor;

import dev.latchkey.core.Database;
import dev.latchkey.core.account.DoubtfulNames.DoubtfulName;
import dev.latchkey.core.client.Client;
import dev.latchkey.core.jdbc.Ids;
import java.util.ArrayList;
import java.util.List;

/** Names from a time when they were allowed: those that look like an id, and those that look like another name. */
final class NameChecks {

    private static final String USERNAME = "username";
    private static final String CLIENT_ID = "client_id";

    /** So many are listed; of others there is a count. */
    private static final int LISTED = 20;

    private final Database database;

    NameChecks(Database database) {
        this.database = database;
    }

    List<Finding> run(List<Client> clients) {
        List<Finding> findings = new ArrayList<>(usernames());
        clients.stream()
                .filter(client -> Ids.parse(client.clientId()).isPresent())
                .map(client -> Finding.warn(
                                CLIENT_ID,
                                "has the form of an id (UUID): name it by its id " + client.id()
                                        + ", and replace it by a client with another name")
                        .of(client.clientId()))
                .forEach(findings::add);
        return findings;
    }

    private List<Finding> usernames() {
        List<Finding> findings = new ArrayList<>();
        long[] count = {0};
        database.transactions()
                .run(() -> database.users().doubtfulNames().forEach(name -> {
                    if (count[0]++ < LISTED) {
                        findings.add(warning(name));
                    }
                }));
        if (count[0] > LISTED) {
            findings.add(Finding.warn(USERNAME, (count[0] - LISTED) + " more users have such a name"));
        }
        return findings.isEmpty()
                ? List.of(Finding.pass(USERNAME, "none looks like an id or hides a character"))
                : findings;
    }

    private static Finding warning(DoubtfulName name) {
        return Finding.warn(
                USERNAME,
                "the name of user " + name.id() + ", '" + name.username() + "', " + name.problem()
                        + ": add the user again under another name, and disable this one by its id");
    }
}
