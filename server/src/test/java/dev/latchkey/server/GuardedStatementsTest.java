package dev.latchkey.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Which statements of the database the server has run, and what each of those that change something finds out again at
 * its commit. A new one fails this test until it is in the table, and in GuardsIT or BrowserGuardsIT of {@code core} if it
 * acts for a user or client.
 */
class GuardedStatementsTest {

    private static final Pattern READS = Pattern.compile(
            "find\\w*|is\\w*|read\\w*|exist\\w*|count\\w*|coverage|lockedUntil|unopened|checkReadable|forEach\\w*|list|ids|with|"
                    + "schedule|sample|open|watch|close|onPageIn");

    private static final Map<String, String> WRITES = new TreeMap<>();

    static {
        String raced = "GuardsIT";
        String inBrowser = "BrowserGuardsIT";
        WRITES.put("TokenFamilies.begin", raced + ": user and client enabled, the same credential version");
        WRITES.put(
                "AuthorizationCodes.redeem",
                inBrowser + ": user, session and client live, the same credentials, the consent there if it is needed");
        WRITES.put("SessionChanges.begin", inBrowser + ": user enabled, the same credential version");
        WRITES.put(
                "SessionChanges.confirm",
                inBrowser + ": session live and of this user, the same credentials, user enabled");
        WRITES.put(
                "FactorChanges.add",
                "FactorGuardsIT: session live or none yet, the same credential version, user enabled");
        WRITES.put("FactorChanges.replaceCodes", "FactorGuardsIT: as FactorChanges.add");
        WRITES.put("FactorChanges.remove", "FactorGuardsIT: as FactorChanges.add");
        WRITES.put("PasskeyChanges.add", "FactorGuardsIT: as FactorChanges.add");
        WRITES.put("PasskeyChanges.remove", "FactorGuardsIT: as FactorChanges.add");
        WRITES.put("Passkeys.use", "the challenge is unused and the counter goes on; nothing begins with it");
        WRITES.put("SecondFactors.useCode", "the step is a later one; nothing begins with it");
        WRITES.put("SecondFactors.useRecoveryCode", "the code is unused; nothing begins with it");
        WRITES.put("DataKeys.current", "a lock on all changes of keys");
        WRITES.put("SignInFailures.takeBack", "counts tries of every caller alike");
        WRITES.put("SessionChanges.end", "nothing: to sign out takes no right away but the user's own");
        WRITES.put(
                "SessionChanges.changePassword",
                inBrowser + ": session live and of this user, the same credential version, user enabled");
        WRITES.put("SessionChanges.endOfUser", "nothing: it takes no right away but the user's own");
        WRITES.put("SessionChanges.endOthersOfUser", "nothing: it takes no right away but the user's own");
        WRITES.put("Consents.withdrawOwn", "nothing: it takes no right away but the user's own");
        WRITES.put("BrowserSessions.visit", "when a session was seen, for people to read");
        WRITES.put("Consents.approve", inBrowser + ": user and client enabled, session live, the same credentials");
        WRITES.put(
                "DocumentClients.admit",
                "DocumentClientsIT: session live, the same credentials, host trusted, not disabled");
        WRITES.put("DeviceGrants.begin", "bounded by limits; the client was authenticated a moment ago");
        WRITES.put("PushedRequests.add", "bounded by limits; the client was authenticated a moment ago");
        WRITES.put("PushedRequests.use", "not used; what the code gives is guarded when it is redeemed");
        WRITES.put("DeviceGrants.decide", inBrowser + ": user and client enabled, session live, the same credentials");
        WRITES.put(
                "DeviceGrants.poll", inBrowser + ": user and client enabled, the same credentials as at the decision");
        WRITES.put(
                "AddressChanges.confirm", "LinkGuardsIT: session live and of this user, enabled, the link still fits");
        WRITES.put("AddressChanges.add", "LinkGuardsIT: name and address are free, the link is in time");
        WRITES.put("Recovery.reset", "LinkGuardsIT: user enabled, the same credentials and verified address, in time");
        WRITES.put("Outbox.add", "bounded by limits; a letter does nothing by itself");
        WRITES.put("Outbox.claim", "the server's own; SKIP LOCKED, so that one server has a message at a time");
        WRITES.put("Outbox.delivered", "the server's own");
        WRITES.put("Outbox.failed", "the server's own");
        WRITES.put(
                "ExchangedFamilies.begin",
                "ExchangeRaceIT, ExchangeEndsIT: token, user, both clients and both resources live");
        WRITES.put("ExchangedFamilies.end", "nothing: it takes no right away but the caller's own");
        WRITES.put("Refreshes.refresh", raced + ": not revoked, user enabled; whatever disables revokes");
        WRITES.put("SessionChanges.rehash", inBrowser + ": user enabled, the same credential version");
        WRITES.put("UserChanges.changePassword", raced + ": user enabled, sign-in live, the same credential version");
        WRITES.put("UserChanges.updateOwnProfile", raced + ": user enabled, sign-in live");
        WRITES.put("Revocations.revoke", raced + ": not revoked; a token proves its family and its client by itself");
        WRITES.put("RevokedAccessTokens.revoke", "nothing: to revoke a token takes no right away but the caller's");
        WRITES.put("UserChanges.add", "the name is free; nobody has a right that could have ended");
        WRITES.put("Clients.add", "the first start only: the client id is free");
        WRITES.put("KeyChanges.createMissing", "a lock on all changes of keys");
        WRITES.put("KeyChanges.rotateDue", "a lock on all changes of keys");
        WRITES.put("RateLimits.take", "counts tries of every caller alike");
        WRITES.put("RateLimits.giveBack", "counts tries of every caller alike");
        WRITES.put("SignInFailures.begin", "counts tries of every caller alike");
        WRITES.put("SignInFailures.succeeded", "counts tries of every caller alike");
        WRITES.put("SeenOnce.first", "nothing: it takes the right to use a proof again");
        WRITES.put("TokenPartitions.extend", "the server's own");
        WRITES.put("StatusListRecords.create", "the server's own");
    }

    private static final Set<String> OWNERS = Set.of(
            "account",
            "session",
            "consent",
            "client",
            "device",
            "factor",
            "family",
            "key",
            "limit",
            "once",
            "revocation",
            "outbox",
            "pushed",
            "resource",
            "audit");

    @Test
    void everyStatementThatChangesSomethingIsInTheTable() {
        JavaClasses classes = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dev.latchkey.server", "dev.latchkey.core");
        Set<String> called = classes.stream()
                .filter(type -> type.getPackageName().startsWith("dev.latchkey.server"))
                .flatMap(type -> type.getCodeUnits().stream())
                .flatMap(unit -> java.util.stream.Stream.concat(
                        unit.getMethodCallsFromSelf().stream(), unit.getMethodReferencesFromSelf().stream()))
                .map(JavaAccess::getTarget)
                .filter(target -> target.getOwner().getPackageName().startsWith("dev.latchkey.core.")
                        && OWNERS.contains(target.getOwner().getPackageName().substring("dev.latchkey.core.".length()))
                        && classes.contain(target.getOwner().getName())
                        && classes.get(target.getOwner().getName()).getAllFields().stream()
                                .anyMatch(field ->
                                        field.getRawType().getSimpleName().matches("JdbcClient|Transactions")))
                .map(target -> target.getOwner().getSimpleName() + "." + target.getName())
                .filter(name ->
                        !READS.matcher(name.substring(name.indexOf('.') + 1)).matches())
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(called).containsExactlyInAnyOrderElementsOf(WRITES.keySet());
    }
}
