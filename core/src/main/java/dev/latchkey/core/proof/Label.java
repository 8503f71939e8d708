package dev.latchkey.core.proof;

/** What a proof is for. Each has keys of its own, so that one never passes for another. */
public enum Label {
    /** The cookie of a browser session. */
    SESSION("session"),
    /** The hidden field of a form. */
    FORM("form"),
    /** That the user has just signed in for one authorization request. */
    SIGNED_IN("signed in"),
    /** What a page says about the change that was just made. */
    OUTCOME("outcome"),
    /** An authorization code. */
    CODE("code"),
    /** That the user has just entered the right password, and has to prove a second factor. */
    PASSWORD_PROVED("password proved"),
    /** What a person came to sign in for, while a letter is under way. */
    KEPT_QUERY("kept query"),
    /** The secret of an authenticator app that is not added yet. */
    NEW_APP("new app"),
    /** What a passkey signs. */
    PASSKEY_CHALLENGE("passkey challenge"),
    /** The code by which a device polls. */
    DEVICE_CODE("device code"),
    /** The code that a user types for a device. */
    USER_CODE("user code"),
    /** The link that sets a new password. */
    RESET_LINK("reset link"),
    /** The link that shows that an address is the user's. */
    ADDRESS_LINK("address link"),
    /** The link that makes an account with an address. */
    SIGN_UP_LINK("sign-up link"),
    /** A nonce for proofs of RFC 9449. */
    DPOP_NONCE("dpop nonce");

    /** Part of every key: another text makes everything invalid that was handed out. */
    private final String purpose;

    Label(String purpose) {
        this.purpose = purpose;
    }

    String purpose() {
        return purpose;
    }
}
