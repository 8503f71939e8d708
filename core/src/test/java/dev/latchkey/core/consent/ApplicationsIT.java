package dev.latchkey.core.consent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.FreshDatabase;
import dev.latchkey.core.account.User;
import dev.latchkey.core.client.Client;
import dev.latchkey.core.device.DeviceOutcome;
import dev.latchkey.core.family.Family;
import dev.latchkey.core.family.Scopes;
import dev.latchkey.core.session.SessionReference;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ApplicationsIT extends FreshDatabase {

    @Test
    void aClientIsListedByItsConsentItsFamiliesOrBoth() {
        User user = accounts.user(newName("user"));
        Client byPassword = accounts.client(newName("a-password"));
        Client allowed = accounts.browserClient(newName("b-allowed"));
        Client both = accounts.browserClient(newName("c-both"));
        accounts.client(newName("d-neither"));
        database.consents().approve(accounts.session(user), allowed.id(), Scopes.parse("read"), BY);
        database.consents().approve(accounts.session(user), both.id(), Scopes.parse("openid write"), BY);
        accounts.signIn(user, byPassword);
        accounts.signIn(user, both);
        accounts.signIn(user, both);
        sql.sql("UPDATE clients SET name = 'B' WHERE id = :id")
                .param("id", allowed.id())
                .update();
        assertThat(database.applications().list(user.id()))
                .extracting(ApplicationListing::name)
                .containsExactly(byPassword.clientId(), "B", both.clientId());
        assertThat(database.applications().list(user.id()))
                .extracting(one -> one.scopes().toString())
                .containsExactly("read", "read", "openid read write");
        assertThat(database.applications().list(user.id()))
                .extracting(one -> one.used() != null)
                .containsExactly(true, false, true);
        assertThat(database.applications().list(accounts.user(newName("other")).id()))
                .isEmpty();
    }

    @Test
    void aFamilyThatIsOverIsNoAccess() {
        User user = accounts.user(newName("user"));
        Client client = accounts.client(newName("client"));
        Family first = accounts.signIn(user, client);
        Family second = accounts.signIn(user, client);
        sql.sql("UPDATE tokens SET idle_until = now() WHERE id = :id")
                .param("id", first.id())
                .update();
        assertThat(database.applications().list(user.id())).hasSize(1);
        database.families().revoke(second.id(), "client_request");
        assertThat(database.applications().list(user.id())).isEmpty();
    }

    @Test
    void theBeginningIsTheEarlierOfConsentAndFamilies() {
        User user = accounts.user(newName("user"));
        Client client = accounts.browserClient(newName("client"));
        database.consents().approve(accounts.session(user), client.id(), Scopes.parse("read"), BY);
        accounts.signIn(user, client);
        sql.sql("UPDATE consents SET granted_at = '2026-01-02T03:04:05Z' WHERE user_id = :id")
                .param("id", user.id())
                .update();
        assertThat(database.applications().list(user.id()))
                .extracting(ApplicationListing::since)
                .containsExactly(Instant.parse("2026-01-02T03:04:05Z"));
    }

    @Test
    void whatUsersAllowedIsFoundByItsConsentItsFamiliesAndItsDevices() {
        User user = accounts.user(newName("user"));
        Client consented = accounts.browserClient(newName("a-consented"));
        Client device = accounts.browserClient(newName("b-device"));
        Client signedIn = accounts.browserClient(newName("c-signed-in"));
        Client password = accounts.client(newName("d-password"));
        SessionReference session = accounts.session(user);
        database.consents().approve(session, consented.id(), Scopes.parse("read"), BY);
        accounts.approvedDevice(device, session);
        accounts.signIn(user, password);
        UUID waiting = accounts.approvedDevice(signedIn, session);
        assertThat(database.deviceGrants().poll(waiting, signedIn.id(), Duration.ofDays(30), Duration.ofDays(14), null))
                .isInstanceOf(DeviceOutcome.Redeemed.class);
        sql.sql("UPDATE device_grants SET expires_at = now() WHERE id = :id")
                .param("id", waiting)
                .update();
        assertThat(database.applications().allowed(user.id(), null))
                .extracting(Applications.Pair::clientId)
                .containsExactlyInAnyOrder(consented.id(), device.id(), signedIn.id());
        assertThat(database.applications().allowed(null, signedIn.id()))
                .containsExactly(new Applications.Pair(user.id(), signedIn.id()));
        database.consents().withdraw(user.id(), signedIn.id(), BY);
        assertThat(database.applications().allowed(null, signedIn.id())).isEmpty();
    }
}
