package dev.latchkey.server.page;

import java.util.Locale;

/** Every text of the pages. What it says is in the files of the languages, such as {@code en.properties}. */
enum Text {
    // Parts of several pages
    ERROR_TITLE,
    TERMS,
    PRIVACY,
    SUPPORT,
    CANCEL,
    TRY_AGAIN,
    ONE_SECOND,
    SECONDS,
    MINUTES,

    // Sign-in
    SIGN_IN,
    SIGN_IN_FOR,
    USERNAME,
    PASSWORD,
    REMEMBER,
    REMEMBER_HINT,
    WRONG_CREDENTIALS,
    USERNAME_MISSING,
    PASSWORD_MISSING,
    CONFIRM_IDENTITY,
    FORM_EXPIRED,

    // Consent
    CONSENT,
    SIGNED_IN_AS,
    OTHER_ACCOUNT,
    CONSENT_SCOPES,
    CONSENT_NO_SCOPES,
    CONSENT_RESOURCE,
    CONSENT_DESTINATION,
    CONSENT_DEVICE,
    ALLOW,
    REFUSE,
    SCOPE_OPENID,
    SCOPE_PROFILE,
    SCOPE_EMAIL,
    SCOPE_ADDRESS,
    SCOPE_PHONE,
    SCOPE_OFFLINE_ACCESS,

    // Devices
    DEVICE,
    DEVICE_TEXT,
    DEVICE_CODE,
    DEVICE_UNKNOWN,
    DEVICE_CONTINUE,
    DEVICE_COMPARE,
    DEVICE_WARNING,
    DEVICE_ASKED,
    DEVICE_ADDRESS,
    DEVICE_PROGRAM,
    DEVICE_ALLOWED,
    DEVICE_ALLOWED_TEXT,
    DEVICE_REFUSED,
    DEVICE_REFUSED_TEXT,

    // Errors
    REQUEST_TITLE,
    REQUEST_TEXT,
    FORM_TITLE,
    FORM_TEXT,
    NOT_FOUND_TITLE,
    NOT_FOUND_TEXT,
    TOO_MANY_TITLE,
    TOO_MANY_TEXT,
    UNAVAILABLE_TITLE,
    UNAVAILABLE_TEXT,
    INTERNAL_TITLE,
    INTERNAL_TEXT,
    WAIT,
    ERROR_CODE,
    ERROR_REASON,
    REQUEST_ID,

    // Signing out
    SIGNED_OUT,
    SIGNED_OUT_TEXT,
    SIGN_IN_AGAIN,
    SIGN_OUT_QUESTION,
    SIGN_OUT_TEXT,
    SIGN_OUT_FOR,
    SIGN_OUT,
    STAY,

    // The start page
    HOME,
    HOME_TEXT,
    HOME_SIGN_IN,
    HOME_DEMO,
    HOME_DEMO_TEXT,
    HOME_METADATA,

    // The end of the demo
    DEMO,
    DEMO_TEXT,
    ID_TOKEN,
    ID_TOKEN_TEXT,
    ACCESS_TOKEN,
    ACCESS_TOKEN_TEXT,
    REFRESH_TOKEN,
    REFRESH_TOKEN_TEXT,
    VALID_UNTIL,
    HEADER,
    CLAIMS,
    NEXT,
    NEXT_APP,
    NEXT_LIBRARY,
    NEXT_USER,
    NEXT_LOOKS,
    AGAIN;

    /** Its name in the files. */
    String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
