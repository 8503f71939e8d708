package dev.latchkey.server.settings;

import dev.latchkey.core.limit.BackOff;
import dev.latchkey.core.limit.Quota;
import java.time.Duration;
import java.util.Optional;

/** How often a caller may fail, {@code latchkey.limits}. As a number of failures, 0 means no limit. */
public record LimitSettings(
        Address address,
        Account account,
        Client client,
        Registration registration,
        Profile profile,
        PasswordChange passwordChange,
        Device device,
        UserCode userCode,
        PushedRequest pushedRequest,
        Letter letter,
        Document document) {

    static LimitSettings of(Values values) {
        return new LimitSettings(
                new Address(
                        values.get("address.failures", 5),
                        values.get("address.window", Duration.ofMinutes(1)),
                        values.get("address.count-successes", false),
                        values.get("address.confidential-clients", false)),
                new Account(
                        values.get("account.failures", 5),
                        values.get("account.first-wait", Duration.ofSeconds(5)),
                        values.get("account.longest-wait", Duration.ofMinutes(15))),
                new Client(values.get("client.failures", 20), values.get("client.window", Duration.ofMinutes(1))),
                new Registration(
                        values.get("registration.accounts", 10),
                        values.get("registration.window", Duration.ofHours(1))),
                new Profile(values.get("profile.changes", 20), values.get("profile.window", Duration.ofHours(1))),
                new PasswordChange(
                        values.get("password-change.changes", 10),
                        values.get("password-change.window", Duration.ofHours(1))),
                new Device(
                        values.get("device.authorizations", 30),
                        values.get("device.client-authorizations", 1000),
                        values.get("device.window", Duration.ofMinutes(10))),
                new UserCode(
                        values.get("user-code.failures", 5), values.get("user-code.window", Duration.ofMinutes(1))),
                new PushedRequest(
                        values.get("pushed-request.requests", 60),
                        values.get("pushed-request.client-requests", 1000),
                        values.get("pushed-request.window", Duration.ofMinutes(1))),
                new Letter(
                        values.get("letter.letters", 5),
                        values.get("letter.from-network", 20),
                        values.get("letter.window", Duration.ofHours(1)),
                        values.get("letter.waiting", 10000)),
                new Document(
                        values.get("document.fetches", 20),
                        values.get("document.from-host", 200),
                        values.get("document.window", Duration.ofMinutes(10))));
    }

    /**
     * Wrong passwords from one address, of IPv6 from one /64.
     *
     * @param failures how many at once; they come back evenly over {@code window}
     * @param countSuccesses whether a right password counts too
     * @param confidentialClients whether users of a confidential client count by the address that it has, or passes
     */
    public record Address(int failures, Duration window, boolean countSuccesses, boolean confidentialClients) {

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
    public record Account(int failures, Duration firstWait, Duration longestWait) {

        /** Checks that waits do not become shorter. */
        public Account {
            if (longestWait.compareTo(firstWait) < 0) {
                throw new IllegalArgumentException("latchkey.limits.account.longest-wait is shorter than"
                        + " latchkey.limits.account.first-wait: waits do not become shorter.");
            }
        }

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
    public record Client(int failures, Duration window) {

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
    public record Registration(int accounts, Duration window) {

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
    public record Profile(int changes, Duration window) {

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
    public record PasswordChange(int changes, Duration window) {

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
    public record Device(int authorizations, int clientAuthorizations, Duration window) {

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
    public record UserCode(int failures, Duration window) {

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
    public record PushedRequest(int requests, int clientRequests, Duration window) {

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
    public record Letter(int letters, int fromNetwork, Duration window, int waiting) {

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
    public record Document(int fetches, int fromHost, Duration window) {

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
