package dev.latchkey.admin.user.imports;

import java.util.ArrayList;
import java.util.List;

/** Counts the accounts whose passwords take hashing and that are not there yet. */
final class WeakCount implements Source.Sink {

    private final Account account;
    private final Accounts accounts;
    private final List<String> names = new ArrayList<>();
    private long count;

    WeakCount(Account account, Accounts accounts) {
        this.account = account;
        this.accounts = accounts;
    }

    @Override
    public void entry(Entry entry) {
        try {
            Candidate candidate = account.of(entry);
            if (candidate.takesHashing()) {
                names.add(candidate.username());
            }
        } catch (BadLineException | IllegalArgumentException e) {
            // Reported when its turn comes.
        }
        if (names.size() == UserImport.BATCH) {
            look();
        }
    }

    private void look() {
        count += names.size() - accounts.findIds(names).size();
        names.clear();
    }

    long count() {
        look();
        return count;
    }

    @Override
    public void bad(long line, String message) {
        // Reported when its turn comes.
    }

    @Override
    public void noUser(String reason) {
        // Counted when its turn comes.
    }
}
