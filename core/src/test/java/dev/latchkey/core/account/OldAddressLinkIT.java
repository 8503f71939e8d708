package dev.latchkey.core.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.Accounts;
import dev.latchkey.core.Database;
import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.account.AddressChanges.Result;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.connection.DataSources;
import dev.latchkey.core.link.AddressLink;
import dev.latchkey.core.session.SessionReference;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The statement of a link to an address compares the credentials, also where the session goes on with new ones. */
class OldAddressLinkIT {

    private static final Attribution BY = Attribution.of("test");

    private final Database database = new Database(DataSources.direct(TestDatabase.fresh()));
    private final Accounts accounts = new Accounts(database);

    private AddressLink link(User user) {
        return database.recovery()
                .find(user.id())
                .orElseThrow()
                .addressLink("new@example.com", Instant.now().plus(Duration.ofMinutes(30)));
    }

    @Test
    void aLinkFromBeforeTheOwnNewPasswordConfirmsNothing() {
        User user = accounts.user("alice");
        SessionReference session = accounts.session(user);
        AddressLink before = link(user);
        SessionReference kept = database.sessionChanges()
                .changePassword(session, user.id(), user.username(), Accounts.VERSION, "{argon2}y", BY)
                .orElseThrow();
        assertThat(database.addressChanges().confirm(before, kept, BY)).isEqualTo(Result.NOTHING);
        assertThat(database.addressChanges().confirm(link(user), kept, BY)).isEqualTo(Result.DONE);
    }
}
