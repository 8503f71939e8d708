package dev.latchkey.core.account;

/** The result of a password change by the account's owner. */
public enum PasswordChange {
    CHANGED,
    /** The credentials changed in the meantime. Nothing happened. */
    OTHER_PASSWORD,
    /** The account was disabled or deleted in the meantime, or its sign-in was revoked. Nothing happened. */
    SIGNED_OUT
}
