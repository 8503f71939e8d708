package dev.latchkey.core;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The statements by which a user acts in a browser: sessions, consents, authorization codes and devices. */
class BrowserGuardsIT extends Guarded {

    static Stream<Guard> guards() {
        return Stream.of(
                // FOR SHARE of the user's row: enabled, the same version of the credentials.
                new Guard("SessionChanges.begin", "disables the user", DISABLES_THE_USER, BEGINS_A_SESSION),
                new Guard("SessionChanges.begin", "ends the account", ENDS_THE_ACCOUNT, BEGINS_A_SESSION),
                new Guard("SessionChanges.begin", "deletes the user", DELETES_THE_USER, BEGINS_A_SESSION),
                new Guard("SessionChanges.begin", "sets a password", SETS_A_PASSWORD, BEGINS_A_SESSION),
                new Guard("SessionChanges.rehash", "disables the user", DISABLES_THE_USER, STORES_A_BETTER_HASH),
                new Guard("SessionChanges.rehash", "ends the account", ENDS_THE_ACCOUNT, STORES_A_BETTER_HASH),
                new Guard("SessionChanges.rehash", "deletes the user", DELETES_THE_USER, STORES_A_BETTER_HASH),
                new Guard("SessionChanges.rehash", "sets a password", SETS_A_PASSWORD, STORES_A_BETTER_HASH),
                // The same, and the session's own row: live.
                new Guard("SessionChanges.confirm", "disables the user", DISABLES_THE_USER, CONFIRMS_THE_SESSION),
                new Guard("SessionChanges.confirm", "ends the account", ENDS_THE_ACCOUNT, CONFIRMS_THE_SESSION),
                new Guard("SessionChanges.confirm", "deletes the user", DELETES_THE_USER, CONFIRMS_THE_SESSION),
                new Guard("SessionChanges.confirm", "sets a password", SETS_A_PASSWORD, CONFIRMS_THE_SESSION),
                new Guard("SessionChanges.confirm", "revokes the tokens", REVOKES, CONFIRMS_THE_SESSION),
                new Guard("SessionChanges.confirm", "ends the session", ENDS_THE_SESSION, CONFIRMS_THE_SESSION),
                // The lock on the user's row, and then: the session live, the same version of the credentials.
                new Guard(
                        "SessionChanges.changePassword",
                        "disables the user",
                        DISABLES_THE_USER,
                        CHANGES_THE_PASSWORD_IN_A_SESSION),
                new Guard(
                        "SessionChanges.changePassword",
                        "ends the account",
                        ENDS_THE_ACCOUNT,
                        CHANGES_THE_PASSWORD_IN_A_SESSION),
                new Guard(
                        "SessionChanges.changePassword",
                        "deletes the user",
                        DELETES_THE_USER,
                        CHANGES_THE_PASSWORD_IN_A_SESSION),
                new Guard(
                        "SessionChanges.changePassword",
                        "sets a password",
                        SETS_A_PASSWORD,
                        CHANGES_THE_PASSWORD_IN_A_SESSION),
                new Guard(
                        "SessionChanges.changePassword",
                        "revokes the tokens",
                        REVOKES,
                        CHANGES_THE_PASSWORD_IN_A_SESSION),
                new Guard(
                        "SessionChanges.changePassword",
                        "ends the session",
                        ENDS_THE_SESSION,
                        CHANGES_THE_PASSWORD_IN_A_SESSION),
                // FOR SHARE of user, session and client.
                new Guard("Consents.approve", "disables the user", DISABLES_THE_USER, CONSENTS),
                new Guard("Consents.approve", "ends the account", ENDS_THE_ACCOUNT, CONSENTS),
                new Guard("Consents.approve", "deletes the user", DELETES_THE_USER, CONSENTS),
                new Guard("Consents.approve", "sets a password", SETS_A_PASSWORD, CONSENTS),
                new Guard("Consents.approve", "revokes the tokens", REVOKES, CONSENTS),
                new Guard("Consents.approve", "ends the session", ENDS_THE_SESSION, CONSENTS),
                new Guard("Consents.approve", "disables the client", DISABLES_THE_CLIENT, CONSENTS),
                new Guard("Consents.approve", "deletes the client", DELETES_THE_CLIENT, CONSENTS),
                // And the lock on the resource.
                new Guard("Consents.approve", "removes the resource", REMOVES_THE_RESOURCE, CONSENTS_FOR_A_RESOURCE),
                // FOR SHARE of user, session, client and consent.
                new Guard("AuthorizationCodes.redeem", "disables the user", DISABLES_THE_USER, REDEEMS_A_CODE),
                new Guard("AuthorizationCodes.redeem", "ends the account", ENDS_THE_ACCOUNT, REDEEMS_A_CODE),
                new Guard("AuthorizationCodes.redeem", "deletes the user", DELETES_THE_USER, REDEEMS_A_CODE),
                new Guard("AuthorizationCodes.redeem", "sets a password", SETS_A_PASSWORD, REDEEMS_A_CODE),
                new Guard("AuthorizationCodes.redeem", "revokes the tokens", REVOKES, REDEEMS_A_CODE),
                new Guard("AuthorizationCodes.redeem", "ends the session", ENDS_THE_SESSION, REDEEMS_A_CODE),
                new Guard("AuthorizationCodes.redeem", "disables the client", DISABLES_THE_CLIENT, REDEEMS_A_CODE),
                new Guard("AuthorizationCodes.redeem", "deletes the client", DELETES_THE_CLIENT, REDEEMS_A_CODE),
                new Guard(
                        "AuthorizationCodes.redeem",
                        "revokes the client's tokens",
                        REVOKES_THE_CLIENTS,
                        REDEEMS_A_CODE),
                new Guard("AuthorizationCodes.redeem", "takes the consent away", WITHDRAWS_THE_CONSENT, REDEEMS_A_CODE),
                // In the rows of user and client: a client that needs no consent has no other.
                new Guard(
                        "AuthorizationCodes.redeem",
                        "takes the consent away, which is not needed",
                        WITHDRAWS_THE_CONSENT,
                        REDEEMS_A_CODE_WITHOUT_CONSENT),
                new Guard(
                        "AuthorizationCodes.redeem",
                        "takes all consents of the user away",
                        WITHDRAWS_ALL_OF_THE_USER,
                        REDEEMS_A_CODE_WITHOUT_CONSENT),
                new Guard(
                        "AuthorizationCodes.redeem",
                        "takes all consents to the client away",
                        WITHDRAWS_ALL_OF_THE_CLIENT,
                        REDEEMS_A_CODE_WITHOUT_CONSENT),
                // The same for the decision about a device.
                new Guard("DeviceGrants.decide", "disables the user", DISABLES_THE_USER, ALLOWS_A_DEVICE),
                new Guard("DeviceGrants.decide", "ends the account", ENDS_THE_ACCOUNT, ALLOWS_A_DEVICE),
                new Guard("DeviceGrants.decide", "deletes the user", DELETES_THE_USER, ALLOWS_A_DEVICE),
                new Guard("DeviceGrants.decide", "sets a password", SETS_A_PASSWORD, ALLOWS_A_DEVICE),
                new Guard("DeviceGrants.decide", "revokes the tokens", REVOKES, ALLOWS_A_DEVICE),
                new Guard("DeviceGrants.decide", "ends the session", ENDS_THE_SESSION, ALLOWS_A_DEVICE),
                new Guard("DeviceGrants.decide", "disables the client", DISABLES_THE_CLIENT, ALLOWS_A_DEVICE),
                new Guard("DeviceGrants.decide", "deletes the client", DELETES_THE_CLIENT, ALLOWS_A_DEVICE),
                // FOR SHARE of user, client and grant.
                new Guard("DeviceGrants.poll", "disables the user", DISABLES_THE_USER, SIGNS_IN_ON_A_DEVICE),
                new Guard("DeviceGrants.poll", "ends the account", ENDS_THE_ACCOUNT, SIGNS_IN_ON_A_DEVICE),
                new Guard("DeviceGrants.poll", "deletes the user", DELETES_THE_USER, SIGNS_IN_ON_A_DEVICE),
                new Guard("DeviceGrants.poll", "sets a password", SETS_A_PASSWORD, SIGNS_IN_ON_A_DEVICE),
                new Guard("DeviceGrants.poll", "revokes the tokens", REVOKES, SIGNS_IN_ON_A_DEVICE),
                new Guard("DeviceGrants.poll", "disables the client", DISABLES_THE_CLIENT, SIGNS_IN_ON_A_DEVICE),
                new Guard("DeviceGrants.poll", "deletes the client", DELETES_THE_CLIENT, SIGNS_IN_ON_A_DEVICE),
                new Guard(
                        "DeviceGrants.poll", "revokes the client's tokens", REVOKES_THE_CLIENTS, SIGNS_IN_ON_A_DEVICE),
                new Guard("DeviceGrants.poll", "takes the consent away", WITHDRAWS_THE_CONSENT, SIGNS_IN_ON_A_DEVICE));
    }

    @ParameterizedTest
    @MethodSource("guards")
    void whatAnAdministratorDidMeanwhileCounts(Guard guard) throws Exception {
        assertCounts(guard);
    }
}
