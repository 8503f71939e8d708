package dev.latchkey.core.setup;

/** The environment variables of both programs. */
public final class Variables {

    public static final String HOME = "LATCHKEY_HOME";
    public static final String DB_URL = "LATCHKEY_DB_URL";
    public static final String DB_USER = "LATCHKEY_DB_USER";
    public static final String DB_PASSWORD = "LATCHKEY_DB_PASSWORD";
    public static final String DB_PASSWORD_FILE = "LATCHKEY_DB_PASSWORD_FILE";
    public static final String MASTER_KEY = "LATCHKEY_MASTER_KEY";
    public static final String MASTER_KEY_FILE = "LATCHKEY_MASTER_KEY_FILE";
    public static final String ISSUER = "LATCHKEY_ISSUER";
    public static final String MAIL_HOST = "LATCHKEY_MAIL_HOST";
    public static final String MAIL_PORT = "LATCHKEY_MAIL_PORT";
    public static final String MAIL_USERNAME = "LATCHKEY_MAIL_USERNAME";
    public static final String MAIL_PASSWORD_FILE = "LATCHKEY_MAIL_PASSWORD_FILE";
    public static final String MAIL_TLS = "LATCHKEY_MAIL_TLS";
    public static final String MAIL_CA_FILE = "LATCHKEY_MAIL_CA_FILE";
    public static final String FETCH_PRIVATE_HOSTS = "LATCHKEY_FETCH_PRIVATE_HOSTS";
    public static final String STATUS_LIST_ENABLED = "LATCHKEY_STATUS_LIST_ENABLED";
    public static final String PASSWORD_MIN_LENGTH = "LATCHKEY_PASSWORD_MIN_LENGTH";
    public static final String PASSWORD_MAX_HASH_MEMORY = "LATCHKEY_PASSWORD_MAX_HASH_MEMORY";

    private Variables() {}
}
