package dev.latchkey.core.consent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.Accounts;
import dev.latchkey.core.OneConnection;
import dev.latchkey.core.account.User;
import dev.latchkey.core.client.Client;
import dev.latchkey.core.device.DeviceOutcome;
import dev.latchkey.core.family.AuthorizationCode;
import dev.latchkey.core.family.CodeOutcome.Redeemed;
import dev.latchkey.core.family.CodeOutcome.Refusal;
import dev.latchkey.core.family.CodeOutcome.Refused;
import dev.latchkey.core.family.Redemption;
import dev.latchkey.core.family.Restrictions;
import dev.latchkey.core.family.Scopes;
import dev.latchkey.core.jdbc.Ids;
import dev.latchkey.core.resource.Resource;
import dev.latchkey.core.session.SessionReference;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A consent that is withdrawn ends the codes that are under way, also when the user allows the client something again. */
class WithdrawnCodesIT extends OneConnection {

    private static final String API = "https://codes.example/";
    private static final Refused ENDED = new Refused(Refusal.ENDED);

    private User user;
    private Client client;
    private SessionReference session;

    @BeforeEach
    void signIn() {
        user = accounts.user(newName("user"));
        client = accounts.browserClient(newName("client"));
        session = accounts.session(user);
    }

    private void allow(String scopes) {
        assertThat(database.consents().approve(session, client.id(), Scopes.parse(scopes), BY))
                .isTrue();
    }

    private AuthorizationCode code(String scopes) {
        return accounts.code(session, client, scopes);
    }

    private void assertEnded(AuthorizationCode code, Redemption redemption) {
        assertThat(database.authorizationCodes().redeem(code, redemption)).isEqualTo(ENDED);
    }

    private void assertGood(AuthorizationCode code, Redemption redemption) {
        assertThat(database.authorizationCodes().redeem(code, redemption)).isInstanceOf(Redeemed.class);
    }

    /** How a consent is withdrawn. */
    enum Way {
        BY_THE_USER,
        BY_AN_ADMINISTRATOR,
        ALL_OF_THE_USER,
        ALL_OF_THE_CLIENT
    }

    private void withdraw(Way way) {
        switch (way) {
            case BY_THE_USER -> database.consents().withdrawOwn(user.id(), client.id(), BY);
            case BY_AN_ADMINISTRATOR -> database.consents().withdraw(user.id(), client.id(), BY);
            case ALL_OF_THE_USER -> database.consents().withdrawAllOfUser(user.id(), BY);
            case ALL_OF_THE_CLIENT -> database.consents().withdrawAllOfClient(client.id(), BY);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aCodeFromBeforeIsRefusedAlthoughTheSameIsAllowedAgain(Way way) {
        allow("openid read");
        AuthorizationCode before = code("openid read");
        withdraw(way);
        allow("openid read");
        assertEnded(before, Accounts.consentedRedemption(client));
        assertGood(code("openid read"), Accounts.consentedRedemption(client));
    }

    /** There is no consent, and no family yet: nothing but the code. */
    @ParameterizedTest
    @EnumSource
    void aCodeOfAClientThatNeedsNoConsentIsRefusedToo(Way way) {
        AuthorizationCode before = code("read");
        withdraw(way);
        assertEnded(before, Accounts.redemption(client));
        assertGood(code("read"), Accounts.redemption(client));
    }

    @Test
    void whatIsWithdrawnOfAllUsersLeavesOtherClientsAndTheTokensOfTheClientItself() {
        Client other = accounts.browserClient(newName("other"));
        AuthorizationCode others = accounts.code(session, other, "read");
        withdraw(Way.ALL_OF_THE_CLIENT);
        assertGood(others, Accounts.redemption(other));
        assertThat(database.clients()
                        .findByClientId(client.clientId())
                        .orElseThrow()
                        .tokensNotBefore())
                .isNull();
        User bob = accounts.user(newName("bob"));
        AuthorizationCode bobs = accounts.code(accounts.session(bob), client, "read");
        withdraw(Way.BY_THE_USER);
        assertGood(bobs, Accounts.redemption(client));
    }

    /** The clock was ahead at the first withdrawal, and is right at the second one. */
    @ParameterizedTest
    @EnumSource
    void afterAWrongClockAWithdrawalRepairsTheOneBefore(Way way) {
        AuthorizationCode ofThen = codeOf(database.now().plus(Duration.ofDays(1)));
        withdraw(way);
        for (String table : List.of("users", "clients")) {
            sql.sql("UPDATE " + table + " SET codes_not_before = codes_not_before + interval '800 days' WHERE id = :id")
                    .param("id", table.equals("users") ? user.id() : client.id())
                    .update();
        }
        assertThat(database.consents().lateWithdrawals())
                .filteredOn(late -> user.username().equals(late.username())
                        || client.clientId().equals(late.clientId()))
                .hasSize(1);
        assertEnded(code("read"), Accounts.redemption(client));
        withdraw(way);
        assertGood(code("read"), Accounts.redemption(client));
        assertEnded(ofThen, Accounts.redemption(client));
        assertThat(database.consents().lateWithdrawals())
                .noneMatch(late -> user.username().equals(late.username())
                        || client.clientId().equals(late.clientId()));
    }

    @Test
    void aCodeOfAnotherTimeIsRefusedThoughNoPartitionIsForIt() {
        Client thief = accounts.browserClient(newName("thief"));
        for (int days : List.of(-800, 800)) {
            AuthorizationCode code = codeOf(database.now().plus(Duration.ofDays(days)));
            assertEnded(code, Accounts.redemption(client));
            assertThat(database.authorizationCodes().redeem(code, Accounts.redemption(thief)))
                    .isEqualTo(new Refused(Refusal.FORGOTTEN));
        }
    }

    private AuthorizationCode codeOf(Instant time) {
        return issued(code("read"), time);
    }

    private static AuthorizationCode issued(AuthorizationCode code, Instant time) {
        return new AuthorizationCode(Ids.at(time), time, code.grantor(), code.grant());
    }

    /** The transaction begins before it waits for the client, and users allow something meanwhile. */
    @Test
    void whatIsAllowedWhileARevocationOfTheClientWaitsEndsWithIt() {
        record Allowed(AuthorizationCode code, UUID device) {}
        AuthorizationCode before = code("read");
        Allowed allowed = database.transactions().in(() -> {
            Allowed meanwhile = new Allowed(issued(before, database.now()), accounts.approvedDevice(client, session));
            database.clientChanges().revokeTokens(client, BY);
            return meanwhile;
        });
        assertEnded(allowed.code(), Accounts.redemption(client));
        assertThat(database.deviceGrants()
                        .poll(allowed.device(), client.id(), Duration.ofDays(30), Duration.ofDays(14), null))
                .isInstanceOf(DeviceOutcome.Refused.class);
        assertGood(code("read"), Accounts.redemption(client));
    }

    @Test
    void theConsentCoversTheScopesOfTheCode() {
        allow("openid");
        AuthorizationCode code = code("openid read write");
        allow("read");
        assertEnded(code, Accounts.consentedRedemption(client));
        allow("write");
        assertGood(code, Accounts.consentedRedemption(client));
    }

    @Test
    void theConsentForTheResourcesCoversTheScopesOfTheCode() {
        database.requests().resources().put(new Resource(API, Scopes.parse("read write")), BY);
        allow("read write");
        AuthorizationCode plain = code("read write");
        AuthorizationCode.Grant grant = plain.grant();
        AuthorizationCode code = new AuthorizationCode(
                plain.familyId(),
                plain.issuedAt(),
                plain.grantor(),
                new AuthorizationCode.Grant(
                        grant.clientId(),
                        grant.redirectUri(),
                        grant.challenge(),
                        null,
                        grant.scopes(),
                        null,
                        new Restrictions(List.of(API), null)));
        assertEnded(code, Accounts.consentedRedemption(client));
        allowForApi("read");
        assertEnded(code, Accounts.consentedRedemption(client));
        allowForApi("write");
        assertGood(code, Accounts.consentedRedemption(client));
    }

    private void allowForApi(String scopes) {
        assertThat(database.consents().approve(session, client.id(), Scopes.parse(scopes), accounts.target(API), BY))
                .isTrue();
    }
}
