package dev.latchkey.core.upkeep;

/** The kinds of rows that are deleted some time after they end. */
public enum Ended {
    PARTITIONS("partitions of tokens"),
    SESSIONS("browser sessions"),
    EXCHANGED_FAMILIES("exchanged tokens"),
    DEVICE_GRANTS("device grants"),
    SEEN_ONCE("used assertions and proofs"),
    PUSHED_REQUESTS("pushed requests"),
    MESSAGES("undelivered messages"),
    ACCESS_TOKENS("expired access tokens"),
    REVOKED_STATUSES("revoked statuses"),
    STATUS_LISTS("status lists"),
    RATE_LIMITS("rate limits"),
    SIGN_IN_FAILURES("failed sign-ins"),
    BANS("bans"),
    CLIENT_SECRETS("old client secrets"),
    DOCUMENT_CLIENTS("unused clients of documents"),
    KEYS("keys"),
    AUDIT_EVENTS("audit events");

    private final String title;

    Ended(String title) {
        this.title = title;
    }

    /** The plural, for people. */
    public String title() {
        return title;
    }
}
