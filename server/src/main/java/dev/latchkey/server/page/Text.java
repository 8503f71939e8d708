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

    // The account
    ACCOUNT,
    ACCOUNT_BACK,
    FULL_NAME,
    EMAIL,
    OUTCOME_CONFIRMED,
    OUTCOME_NOTHING,
    OUTCOME_PASSWORD,
    OUTCOME_SIGNED_OUT,
    OUTCOME_ACCESS_REMOVED,

    // Its password
    CHANGE_PASSWORD,
    CHANGE_PASSWORD_TEXT,
    CURRENT_PASSWORD,
    NEW_PASSWORD,
    REPEATED_PASSWORD,
    CURRENT_MISSING,
    CURRENT_WRONG,
    WANTED_MISSING,
    TOO_SHORT,
    TOO_LONG,
    TOO_EASY,
    UNCHANGED,
    NOT_REPEATED,

    // Its sessions
    SESSIONS,
    SESSIONS_TEXT,
    THIS_BROWSER,
    UNKNOWN_BROWSER,
    BROWSER_ON,
    SESSION_SINCE,
    SESSION_SEEN,
    SESSIONS_MORE,
    SIGN_OUT_OTHERS,

    // The apps with access
    APPLICATIONS,
    APPLICATIONS_TEXT,
    APPLICATIONS_NONE,
    APPLICATION_SINCE,
    APPLICATION_USED,
    REMOVE_ACCESS,

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
