package dev.latchkey.admin.user.imports;

import dev.latchkey.core.account.Arrival;
import dev.latchkey.core.account.NewUser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Takes accounts one after another and hands them on in batches. An entry that is bad is reported and left out, also the
 * second of two with one name; an account whose name was taken before is left out too, so that the same file can be
 * imported again after an interruption.
 */
public final class UserImport implements Source.Sink {

    static final int BATCH = 1_000;

    /**
     * How an import went.
     *
     * @param incomplete of the added, those that lack something that their line has
     */
    public record Result(long lines, long added, long existing, long bad, long incomplete) {}

    /** Receives every bad line, and the fields of good lines that were not imported. */
    @FunctionalInterface
    public interface BadLines {
        void report(long line, boolean bad, String message);
    }

    /** Told before a batch is hashed. */
    @FunctionalInterface
    interface BeforeHashing {
        void tell() throws IOException;
    }

    private final Account account;
    private final Accounts accounts;
    private final Hashing hashing;
    private final BeforeHashing beforeHashing;
    private final @Nullable IdMap map;
    private final boolean dryRun;
    private final Report report;
    private final Summary summary = new Summary();
    private final SeenLines names = new SeenLines();
    private final SeenLines ids = new SeenLines();

    /** Those that are verified: a rehearsal takes each batch back, so that the database does not know the one before. */
    private final SeenLines addresses = new SeenLines();

    private final List<Candidate> batch = new ArrayList<>(BATCH);

    private long read;
    private long added;
    private long existing;
    private long incomplete;

    /**
     * Prepares an import.
     *
     * @param dryRun whether {@code accounts} takes back what it adds, so that reports do not say that it was done
     */
    UserImport(
            Account account,
            Accounts accounts,
            Hashing hashing,
            BeforeHashing beforeHashing,
            @Nullable IdMap map,
            boolean dryRun,
            BadLines badLines) {
        this.account = account;
        this.accounts = accounts;
        this.hashing = hashing;
        this.beforeHashing = beforeHashing;
        this.map = map;
        this.dryRun = dryRun;
        this.report = new Report(badLines);
    }

    Result result() {
        return new Result(read, added, existing, report.bad(), incomplete);
    }

    Summary summary() {
        return summary;
    }

    /** How many entries there were so far. */
    long read() {
        return read;
    }

    @Override
    public void entry(Entry entry) throws IOException {
        read++;
        try {
            Candidate candidate = account.of(entry);
            refuseSecond(candidate.user(), candidate.line());
            batch.add(candidate);
        } catch (BadLineException | IllegalArgumentException e) {
            report.bad(entry.line(), entry.name(), String.valueOf(e.getMessage()));
        }
        flushIfFull();
    }

    @Override
    public void bad(long line, String message) throws IOException {
        read++;
        report.bad(line, "", message);
        flushIfFull();
    }

    @Override
    public void noUser(String reason) {
        summary.noUser(reason);
    }

    /** Two accounts that become one are a loss that must not look like success. */
    private void refuseSecond(NewUser user, long line) {
        int sameName = names.firstLine(user.username().value(), line);
        if (sameName != 0) {
            throw new BadLineException("The username is the same as on line " + sameName
                    + ": names are compared in lower case and in the normal form NFKC.");
        }
        int sameId = user.id() == null ? 0 : ids.firstLine(user.id().toString(), line);
        if (sameId != 0) {
            throw new BadLineException("The id is the same as on line " + sameId + ".");
        }
    }

    private void flushIfFull() throws IOException {
        if (batch.size() == BATCH || report.isFull()) {
            flush();
        }
    }

    /** Stores and reports what waits. */
    void flush() throws IOException {
        try {
            List<Candidate> fresh = fresh();
            if (!fresh.isEmpty()) {
                store(fresh);
            }
            batch.clear();
        } finally {
            report.flush();
        }
    }

    /** Those that wait and are to be stored: what is there already is not hashed again. */
    private List<Candidate> fresh() throws IOException {
        if (batch.stream().noneMatch(Candidate::takesHashing)) {
            return batch;
        }
        beforeHashing.tell();
        Map<String, UUID> there =
                accounts.findIds(batch.stream().map(Candidate::username).toList());
        List<Candidate> fresh = new ArrayList<>();
        for (Candidate one : batch) {
            UUID id = there.get(one.username());
            if (id == null) {
                fresh.add(one);
            } else {
                count(one, Arrival.existing(one.user(), id));
            }
        }
        return fresh;
    }

    private void store(List<Candidate> candidates) throws IOException {
        List<@Nullable String> hashes = hashing.hash(candidates);
        List<NewUser> users = new ArrayList<>();
        List<byte @Nullable []> appSecrets = new ArrayList<>();
        for (int i = 0; i < candidates.size(); i++) {
            users.add(candidates.get(i).user().withPasswordHash(hashes.get(i)));
            appSecrets.add(candidates.get(i).appSecret());
        }
        List<Arrival> arrivals = accounts.add(users, appSecrets);
        for (int i = 0; i < candidates.size(); i++) {
            count(candidates.get(i), arrivals.get(i));
        }
    }

    private void count(Candidate candidate, Arrival arrival) throws IOException {
        switch (arrival.kind()) {
            case ADDED -> countAdded(candidate, arrival.emailVerified());
            case EXISTED -> existing++;
            case OTHER_ID ->
                report.bad(
                        candidate.line(),
                        candidate.username(),
                        "There is a user of this name already, with another id.");
            case ID_TAKEN ->
                report.bad(candidate.line(), candidate.username(), "The id belongs to another user or client already.");
        }
        boolean there = arrival.kind() == Arrival.Kind.ADDED || arrival.kind() == Arrival.Kind.EXISTED;
        if (map != null && there && candidate.oldId() != null && arrival.id() != null) {
            map.add(candidate.oldId(), arrival.id(), candidate.username());
        }
    }

    private void countAdded(Candidate candidate, boolean stored) {
        added++;
        boolean verified = stored && !(dryRun && isVerifiedBefore(candidate));
        List<LeftOut> losses = new ArrayList<>(
                candidate.leftOut().stream().filter(LeftOut::isLoss).toList());
        if (candidate.user().emailVerified() && !verified) {
            LeftOut address = LeftOut.loss("email_verified", "another user has verified the address");
            losses.add(address);
            summary.leftOut(address);
        }
        summary.added(candidate, verified);
        String told = candidate.hasPassword() || candidate.fromUs() ? "" : " There is no password.";
        if (!losses.isEmpty()) {
            incomplete++;
            told += " Not carried over: " + losses.stream().map(LeftOut::text).collect(Collectors.joining(", ")) + ".";
        }
        if (!told.isEmpty()) {
            report.note(
                    candidate.line(),
                    candidate.username(),
                    (dryRun ? "The user would have been added." : "The user was added.") + told);
        }
    }

    private boolean isVerifiedBefore(Candidate candidate) {
        String email = candidate.user().profile().email();
        return email != null && addresses.firstLine(email.toLowerCase(Locale.ROOT), candidate.line()) != 0;
    }
}
