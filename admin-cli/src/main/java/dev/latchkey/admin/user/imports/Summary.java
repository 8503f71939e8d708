package dev.latchkey.admin.user.imports;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the added users got, and what was left out, by field and reason. */
public final class Summary {

    private final Map<String, Long> kept = new TreeMap<>();
    private final Map<String, Long> leftOut = new TreeMap<>();
    private final Map<String, Long> noUsers = new TreeMap<>();
    private long withoutScope;
    private long withoutPassword;

    /** A user who was added. */
    void added(Candidate candidate, boolean verified) {
        for (String field : candidate.kept()) {
            if (verified || !field.equals("email_verified")) {
                kept.merge(field, 1L, Long::sum);
            }
        }
        candidate.leftOut().stream()
                .map(one -> one.field() + ": " + one.reason())
                .distinct()
                .forEach(text -> leftOut.merge(text, 1L, Long::sum));
        if (candidate.user().scopes().isEmpty() && candidate.user().groups().isEmpty()) {
            withoutScope++;
        }
        if (!candidate.hasPassword()) {
            withoutPassword++;
        }
    }

    void leftOut(LeftOut one) {
        leftOut.merge(one.field() + ": " + one.reason(), 1L, Long::sum);
    }

    void noUser(String reason) {
        noUsers.merge(reason, 1L, Long::sum);
    }

    /** How many of the added users have no scope. */
    public long withoutScope() {
        return withoutScope;
    }

    /** How many of the added users have no password. */
    public long withoutPassword() {
        return withoutPassword;
    }

    /** The summary, a line for each field and reason. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        kept.forEach((field, users) -> lines.add("kept      " + users + "  " + field));
        leftOut.forEach((reason, users) -> lines.add("left out  " + users + "  " + reason));
        noUsers.forEach((reason, number) -> lines.add("no users  " + number + "  " + reason));
        return lines;
    }
}
