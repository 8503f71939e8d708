package dev.latchkey.admin.doctor;

import dev.latchkey.core.Database;
import dev.latchkey.core.client.Client;
import dev.latchkey.core.consent.LateWithdrawal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a clock that was ahead has left: what is older than such a time gets no tokens until then. */
final class LateTimeChecks {

    private static final String CHECK = "late_time";

    private final Database database;

    LateTimeChecks(Database database) {
        this.database = database;
    }

    /** What is to be mended; nothing when every time is one that was. */
    List<Finding> run(List<Client> clients) {
        Instant now = database.now();
        List<Finding> findings = new ArrayList<>();
        database.requests().resources().findAll().stream()
                .filter(listed -> listed.createdAt().isAfter(now))
                .map(listed -> Finding.fail(
                        CHECK,
                        "the resource " + listed.resource().uri() + " was added at " + listed.createdAt()
                                + ", which is not yet, and no sign-in gets tokens for it until then: 'latchkey resource"
                                + " remove' it and add it again"))
                .forEach(findings::add);
        clients.stream()
                .filter(client -> isAfter(client.tokensNotBefore(), now))
                .map(client -> Finding.fail(
                                CHECK,
                                "its own tokens are refused until " + client.tokensNotBefore() + ", which is not yet:"
                                        + " 'latchkey token revoke --client " + client.clientId()
                                        + "' takes the time of now")
                        .of(client.clientId()))
                .forEach(findings::add);
        database.consents().lateWithdrawals().stream()
                .map(LateTimeChecks::finding)
                .forEach(findings::add);
        return findings;
    }

    private static boolean isAfter(@Nullable Instant time, Instant now) {
        return time != null && time.isAfter(now);
    }

    private static Finding finding(LateWithdrawal late) {
        String until = " until " + late.until() + ", which is not yet: 'latchkey consent revoke --";
        String remedy = "' again takes the time of now";
        return late.clientId() == null
                ? Finding.fail(
                        CHECK,
                        "sign-ins of the user " + late.username() + " are refused" + until + "user " + late.username()
                                + remedy)
                : Finding.fail(CHECK, "sign-ins are refused" + until + "client " + late.clientId() + remedy)
                        .of(late.clientId());
    }
}
