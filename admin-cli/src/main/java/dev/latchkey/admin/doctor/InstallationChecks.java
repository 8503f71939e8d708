package dev.latchkey.admin.doctor;

import dev.latchkey.admin.command.ClockDifference;
import dev.latchkey.admin.command.ExitCode;
import dev.latchkey.admin.command.Failure;
import dev.latchkey.admin.command.Session;
import dev.latchkey.core.Database;
import dev.latchkey.core.DatabaseSize;
import dev.latchkey.core.connection.ConfigurationException;
import dev.latchkey.core.connection.DatabaseFailure;
import dev.latchkey.core.jdbc.UnreadableRow;
import dev.latchkey.core.key.KeyAlgorithm;
import dev.latchkey.core.key.KeyListing;
import dev.latchkey.core.key.KeyReading;
import dev.latchkey.core.key.MasterKey;
import dev.latchkey.core.key.UnopenedKey;
import dev.latchkey.core.key.WrongMasterKeyException;
import dev.latchkey.core.setup.LengthSetting;
import dev.latchkey.core.text.Durations;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Checks the database and the keys for the needs of a server. */
final class InstallationChecks {

    private static final int OLDEST_POSTGRESQL = 14;

    /** Resource servers refuse tokens, or accept them for too long, when clocks are further apart. */
    private static final Duration MAX_CLOCK_DIFFERENCE = Duration.ofSeconds(2);

    private static final Duration PARTITIONS_AHEAD = Duration.ofDays(7);

    private final Session session;

    InstallationChecks(Session session) {
        this.session = session;
    }

    List<Finding> run() {
        List<Finding> findings = new ArrayList<>();
        Opened opened;
        try {
            opened = open();
        } catch (Failure wrongSchema) {
            if (wrongSchema.exitCode() != ExitCode.WRONG_SCHEMA) {
                throw wrongSchema;
            }
            findings.add(Finding.fail("schema", wrongSchema.getMessage()));
            return findings;
        }
        Database database = opened.database();
        findings.addAll(SecretChecks.run(session.secretFiles()));
        findings.add(postgresql(database.size()));
        findings.add(Finding.pass("schema", "current"));
        findings.add(opened.primary());
        findings.add(new ConnectionChecks(session).run(database));
        findings.add(clock(database));
        findings.add(directory(database));
        findings.add(masterKey(database));
        findings.add(DataKeyChecks.run(database, session::masterKey));
        List<KeyListing> keys = database.keys().list();
        findings.add(key(keys, KeyAlgorithm.RS256, database.now()));
        findings.add(key(keys, KeyAlgorithm.ES256, database.now()));
        findings.add(key(keys, KeyAlgorithm.HS256, database.now()));
        findings.add(partitions(database.size(), database.now()));
        findings.add(purge(database));
        findings.add(AuditChecks.retention(database, session.serverVariables().length(LengthSetting.AUDIT_KEEP)));
        return findings;
    }

    private record Opened(Database database, Finding primary) {}

    /** No server works without writing; for all other findings it is enough to read. */
    private Opened open() {
        try {
            return new Opened(session.database(), Finding.pass("primary", "the database server can write"));
        } catch (Failure wrongSchema) {
            throw wrongSchema;
        } catch (RuntimeException e) {
            DatabaseFailure failure = DatabaseFailure.of(e)
                    .filter(found -> found.kind() == DatabaseFailure.Kind.READ_ONLY)
                    .orElseThrow(() -> e);
            return new Opened(session.readOnlyDatabase(), Finding.fail("primary", failure.message()));
        }
    }

    private static Finding postgresql(DatabaseSize size) {
        String version = size.postgresqlVersion();
        int major = Integer.parseInt(version.split("\\D", 2)[0]);
        return major >= OLDEST_POSTGRESQL
                ? Finding.pass("postgresql", "version " + version)
                : Finding.fail("postgresql", "version " + version + "; at least " + OLDEST_POSTGRESQL + " is needed");
    }

    private Finding clock(Database database) {
        ClockDifference difference = ClockDifference.of(session, database);
        return difference.amount().compareTo(MAX_CLOCK_DIFFERENCE) < 0
                ? Finding.pass("clock", "less than " + MAX_CLOCK_DIFFERENCE.toSeconds() + "s from the database's")
                : Finding.fail("clock", clockIsOff(difference));
    }

    private static String clockIsOff(ClockDifference difference) {
        return difference.words() + ": set the clocks by NTP"
                + (difference.isTooLarge() ? "; a server with this clock answers 503" : "");
    }

    private Finding masterKey(Database database) {
        try {
            MasterKey masterKey = session.masterKey();
            KeyReading reading = database.keys().read(masterKey);
            if (reading.keys().isEmpty()) {
                database.keys().findAll(masterKey);
            }
            return reading.unopened().isEmpty()
                    ? Finding.pass("master_key", "opens all " + reading.keys().size() + " keys")
                    : Finding.fail("master_key", unopened(reading));
        } catch (ConfigurationException | WrongMasterKeyException e) {
            return Finding.fail("master_key", String.valueOf(e.getMessage()));
        }
    }

    private static String unopened(KeyReading reading) {
        UnopenedKey first = reading.unopened().getFirst();
        int all = reading.keys().size() + reading.unopened().size();
        return "opens " + reading.keys().size() + " of " + all + " keys, does not open key " + first.id() + " ("
                + first.algorithmName() + "): "
                + (first.wrongMasterKey()
                        ? "give the master key that sealed it, or 'latchkey key revoke' it when its row is damaged"
                        : first.reason());
    }

    /** Finds rows that a server cannot read. A server leaves them out and counts them. */
    private static Finding directory(Database database) {
        List<UnreadableRow> unreadable = Stream.of(
                        database.clients().readAll().unreadable(),
                        database.bans().readAll().unreadable())
                .flatMap(List::stream)
                .toList();
        if (unreadable.isEmpty()) {
            return Finding.pass("directory", "all clients and bans can be read");
        }
        UnreadableRow first = unreadable.getFirst();
        return Finding.fail(
                "directory",
                unreadable.size() + " rows cannot be read, and servers leave them out; the first is " + first.id()
                        + " of " + first.table() + ": " + first.reason());
    }

    private Finding key(List<KeyListing> keys, KeyAlgorithm algorithm, Instant now) {
        String check = "key_" + algorithm.name().toLowerCase(Locale.ROOT);
        Optional<KeyListing> active = keys.stream()
                .filter(key -> key.algorithm() == algorithm && key.state() == KeyListing.State.ACTIVE)
                .findFirst();
        if (active.isEmpty()) {
            return keys.stream()
                            .anyMatch(key -> key.algorithm() == algorithm && key.state() == KeyListing.State.PENDING)
                    ? Finding.fail(
                            check,
                            "none signs yet: was a clock wrong? 'latchkey key revoke' that one, and another signs")
                    : Finding.fail(check, "there is none; a server makes one when it starts");
        }
        Duration rotateAfter = session.serverVariables().length(LengthSetting.KEY_ROTATE_AFTER);
        Duration age = Duration.between(active.get().activeFrom(), now);
        boolean overdue = !rotateAfter.isZero()
                && age.compareTo(rotateAfter) > 0
                && active.get().activeUntil() == null;
        return overdue
                ? Finding.warn(
                        check,
                        "active for " + age.toDays() + " days, more than " + Durations.format(rotateAfter)
                                + ": does no server run? 'latchkey key rotate' makes the next one")
                : Finding.pass(check, "active for " + age.toDays() + " days");
    }

    private static Finding partitions(DatabaseSize size, Instant now) {
        Instant until = size.partitionsUntil();
        if (until == null || !until.isAfter(now)) {
            return Finding.fail("partitions", "there is none for today's tokens: run 'latchkey db migrate'");
        }
        long days = Duration.between(now, until).toDays();
        return days >= PARTITIONS_AHEAD.toDays()
                ? Finding.pass("partitions", "there for " + days + " days ahead")
                : Finding.warn(
                        "partitions",
                        "there for " + days + " days only: does no server run? 'latchkey db migrate' adds some");
    }

    private static Finding purge(Database database) {
        int overdue = database.revokedAccessTokens().countOverdue();
        return overdue == 0
                ? Finding.pass("purge", "nothing is overdue")
                : Finding.warn(
                        "purge",
                        overdue
                                + " expired access tokens are still there: does no server run? 'latchkey db purge'"
                                + " removes them");
    }
}
