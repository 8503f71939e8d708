package dev.latchkey.server.settings;

import dev.latchkey.core.limit.BackOff;
import dev.latchkey.core.limit.Quota;
import java.time.Duration;
import java.util.Optional;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** How often a caller may fail, {@code latchkey.limits}. As a number of failures, 0 means no limit. */
public record LimitSettings(
        @DefaultValue Address address,
        @DefaultValue Account account,
        @DefaultValue Client client,
        @DefaultValue Registration registration,
        @DefaultValue Profile profile,
        @DefaultValue PasswordChange passwordChange,
        @DefaultValue Device device,
        @DefaultValue UserCode userCode,
        @DefaultValue PushedRequest pushedRequest,
        @DefaultValue Letter letter,
        @DefaultValue Document document) {

    /**
     * Wrong passwords from one address, of IPv6 from one /64.
     *
     * @param failures how many at once; they come back evenly over {@code window}
     * @param countSuccesses whether a right password counts too
     * @param confidentialClients whether users of a confidential client count by the address that it has, or passes
     */
    public record Address(
            @DefaultValue("5") int failures,
            @DefaultValue("1m") Duration window,
            @DefaultValue("false") boolean countSuccesses,
            @DefaultValue("false") boolean confidentialClients) {

        /** Empty for no limit. */
        public Optional<Quota> quota() {
            return LimitSettings.quota(failures, window);
        }
    }

    /**
     * Wrong passwords for one account in a row.
     *
     * @param failures after how many the account waits
     * @param firstWait how long at first; it doubles with each failure
     * @param longestWait how long at most
     */
    public record Account(
            @DefaultValue("5") int failures,
            @DefaultValue("5s") Duration firstWait,
            @DefaultValue("15m") Duration longestWait) {

        /** Empty for no limit. */
        public Optional<BackOff> backOff() {
            return failures == 0 ? Optional.empty() : Optional.of(new BackOff(failures, firstWait, longestWait));
        }
    }

    /**
     * Failed authentications of one client, and of all clients from one address.
     *
     * @param failures how many at once; they come back evenly over {@code window}
     */
    public record Client(
            @DefaultValue("20") int failures,
            @DefaultValue("1m") Duration window) {

        /** Empty for no limit. */
        public Optional<Quota> quota() {
            return LimitSettings.quota(failures, window);
        }
    }

    /**
     * Tries to make an account from one address, of IPv6 from one /64.
     *
     * @param accounts how many at once; they come back evenly over {@code window}
     */
    public record Registration(
            @DefaultValue("10") int accounts,
            @DefaultValue("1h") Duration window) {

        /** Empty for no limit. */
        public Optional<Quota> quota() {
            return LimitSettings.quota(accounts, window);
        }
    }

    /**
     * Changes of the email address and the full name of one account by its owner.
     *
     * @param changes how many at once; they come back evenly over {@code window}
     */
    public record Profile(
            @DefaultValue("20") int changes,
            @DefaultValue("1h") Duration window) {

        /** Empty for no limit. */
        public Optional<Quota> quota() {
            return LimitSettings.quota(changes, window);
        }
    }

    /**
     * Tries to change the password of one account.
     *
     * @param changes how many at once; they come back evenly over {@code window}
     */
    public record PasswordChange(
            @DefaultValue("10") int changes,
            @DefaultValue("1h") Duration window) {

        /** Empty for no limit. */
        public Optional<Quota> quota() {
            return LimitSettings.quota(changes, window);
        }
    }

    /**
     * Devices that ask to be signed in.
     *
     * @param authorizations how many of public clients from one address at once; they come back evenly over {@code
     *     window}
     * @param clientAuthorizations the same of one client, from all addresses
     */
    public record Device(
            @DefaultValue("30") int authorizations,
            @DefaultValue("1000") int clientAuthorizations,
            @DefaultValue("10m") Duration window) {

        /** Empty for no limit. */
        public Optional<Quota> addressQuota() {
            return LimitSettings.quota(authorizations, window);
        }

        /** Empty for no limit. */
        public Optional<Quota> clientQuota() {
            return LimitSettings.quota(clientAuthorizations, window);
        }
    }

    /**
     * Wrong codes of devices in one browser session, and from one address.
     *
     * @param failures how many at once; they come back evenly over {@code window}
     */
    public record UserCode(
            @DefaultValue("5") int failures,
            @DefaultValue("1m") Duration window) {

        /** Empty for no limit. */
        public Optional<Quota> quota() {
            return LimitSettings.quota(failures, window);
        }
    }

    /**
     * Authorization requests that clients push.
     *
     * @param requests how many of public clients from one address at once; they come back evenly over {@code window}
     * @param clientRequests the same of one client, from all addresses
     */
    public record PushedRequest(
            @DefaultValue("60") int requests,
            @DefaultValue("1000") int clientRequests,
            @DefaultValue("1m") Duration window) {

        /** Empty for no limit. */
        public Optional<Quota> addressQuota() {
            return LimitSettings.quota(requests, window);
        }

        /** Empty for no limit. */
        public Optional<Quota> clientQuota() {
            return LimitSettings.quota(clientRequests, window);
        }
    }

    /**
     * Letters with links that visitors ask for.
     *
     * @param letters how many to one recipient, and to one account, at once; they come back evenly over {@code window}
     * @param fromNetwork how many may be asked for from one address, of IPv6 from one /64; and ten times as many from one /48
     * @param waiting how many that visitors who are not signed in asked for may wait to be sent, from all addresses
     */
    public record Letter(
            @DefaultValue("5") int letters,
            @DefaultValue("20") int fromNetwork,
            @DefaultValue("1h") Duration window,
            @DefaultValue("10000") int waiting) {

        private static final int NETWORKS_OF_A_SITE = 10;

        /** Empty for no limit. */
        public Optional<Quota> quota() {
            return LimitSettings.quota(letters, window);
        }

        /** Empty for no limit. */
        public Optional<Quota> networkQuota() {
            return LimitSettings.quota(fromNetwork, window);
        }

        public Optional<Quota> siteQuota() {
            return LimitSettings.quota(
                    (int) Math.min(Integer.MAX_VALUE, (long) fromNetwork * NETWORKS_OF_A_SITE), window);
        }
    }

    /**
     * Documents of clients that are fetched.
     *
     * @param fetches how many for one address at once, of IPv6 for one /64; they come back evenly over {@code window}
     * @param fromHost the same from one host, for all addresses
     */
    public record Document(
            @DefaultValue("20") int fetches,
            @DefaultValue("200") int fromHost,
            @DefaultValue("10m") Duration window) {

        /** Empty for no limit. */
        public Optional<Quota> quota() {
            return LimitSettings.quota(fetches, window);
        }

        /** Empty for no limit. */
        public Optional<Quota> hostQuota() {
            return LimitSettings.quota(fromHost, window);
        }
    }

    /** Checks all limits, so that the server does not start with an impossible one. */
    public LimitSettings {
        address.quota();
        account.backOff();
        client.quota();
        registration.quota();
        profile.quota();
        passwordChange.quota();
        device.addressQuota();
        device.clientQuota();
        userCode.quota();
        pushedRequest.addressQuota();
        pushedRequest.clientQuota();
        letter.quota();
        letter.networkQuota();
        letter.siteQuota();
        document.quota();
        document.hostQuota();
    }

    private static Optional<Quota> quota(int count, Duration window) {
        return count == 0 ? Optional.empty() : Optional.of(new Quota(count, window));
    }
}
