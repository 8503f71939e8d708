package dev.latchkey.core;

import dev.latchkey.core.audit.Attribution;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The statements by which a user or a client acts with tokens: accounts, families, refreshes and revocations. */
class GuardsIT extends Guarded {

    static Stream<Guard> guards() {
        return Stream.of(
                // The lock on the user's row, and then: enabled, the sign-in live.
                new Guard("UserChanges.changePassword", "disables the user", DISABLES_THE_USER, CHANGES_THE_PASSWORD),
                new Guard("UserChanges.changePassword", "ends the account", ENDS_THE_ACCOUNT, CHANGES_THE_PASSWORD),
                new Guard("UserChanges.changePassword", "deletes the user", DELETES_THE_USER, CHANGES_THE_PASSWORD),
                new Guard("UserChanges.changePassword", "revokes the tokens", REVOKES, CHANGES_THE_PASSWORD),
                new Guard("UserChanges.changePassword", "revokes the sign-in", REVOKES_ONE, CHANGES_THE_PASSWORD),
                new Guard("UserChanges.changePassword", "sets a password", SETS_A_PASSWORD, CHANGES_THE_PASSWORD),
                new Guard(
                        "UserChanges.changePassword", "disables the client", DISABLES_THE_CLIENT, CHANGES_THE_PASSWORD),
                new Guard("UserChanges.updateOwnProfile", "disables the user", DISABLES_THE_USER, CHANGES_THE_PROFILE),
                new Guard("UserChanges.updateOwnProfile", "ends the account", ENDS_THE_ACCOUNT, CHANGES_THE_PROFILE),
                new Guard("UserChanges.updateOwnProfile", "deletes the user", DELETES_THE_USER, CHANGES_THE_PROFILE),
                new Guard("UserChanges.updateOwnProfile", "revokes the tokens", REVOKES, CHANGES_THE_PROFILE),
                new Guard("UserChanges.updateOwnProfile", "revokes the sign-in", REVOKES_ONE, CHANGES_THE_PROFILE),
                new Guard(
                        "UserChanges.updateOwnProfile",
                        "disables the client",
                        DISABLES_THE_CLIENT,
                        CHANGES_THE_PROFILE),
                // credential_version = :version AND disabled_at IS NULL
                // FOR SHARE of both rows, which are read again: enabled, the same version.
                new Guard("TokenFamilies.begin", "disables the user", DISABLES_THE_USER, BEGINS_A_FAMILY),
                new Guard("TokenFamilies.begin", "ends the account", ENDS_THE_ACCOUNT, BEGINS_A_FAMILY),
                new Guard("TokenFamilies.begin", "deletes the user", DELETES_THE_USER, BEGINS_A_FAMILY),
                new Guard("TokenFamilies.begin", "sets a password", SETS_A_PASSWORD, BEGINS_A_FAMILY),
                new Guard("TokenFamilies.begin", "disables the client", DISABLES_THE_CLIENT, BEGINS_A_FAMILY),
                new Guard("TokenFamilies.begin", "deletes the client", DELETES_THE_CLIENT, BEGINS_A_FAMILY),
                // revoked_at IS NULL: whatever disables or deletes revokes in the same transaction.
                new Guard("Refreshes.refresh", "disables the user", DISABLES_THE_USER, REFRESHES),
                new Guard("Refreshes.refresh", "ends the account", ENDS_THE_ACCOUNT, REFRESHES),
                new Guard("Refreshes.refresh", "deletes the user", DELETES_THE_USER, REFRESHES),
                new Guard("Refreshes.refresh", "sets a password", SETS_A_PASSWORD, REFRESHES),
                new Guard("Refreshes.refresh", "revokes the tokens", REVOKES, REFRESHES),
                new Guard("Refreshes.refresh", "revokes the sign-in", REVOKES_ONE, REFRESHES),
                new Guard("Refreshes.refresh", "disables the client", DISABLES_THE_CLIENT, REFRESHES),
                new Guard("Refreshes.refresh", "deletes the client", DELETES_THE_CLIENT, REFRESHES),
                new Guard("Refreshes.refresh", "revokes the client's tokens", REVOKES_THE_CLIENTS, REFRESHES),
                // revoked_at IS NULL: a second revocation is none, and has no event.
                new Guard(
                        "Revocations.revoke",
                        "disables the client",
                        DISABLES_THE_CLIENT,
                        in -> database.revocations()
                                .revoke(in.family().id(), "client_request", Attribution.of("client"))));
    }

    @ParameterizedTest
    @MethodSource("guards")
    void whatAnAdministratorDidMeanwhileCounts(Guard guard) throws Exception {
        assertCounts(guard);
    }
}
