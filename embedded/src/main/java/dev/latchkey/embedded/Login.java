package dev.latchkey.embedded;

/**
 * How to log in to the embedded database.
 *
 * @param url a JDBC URL, without a password in it
 * @param user the role to log in as
 * @param password the role's password
 */
public record Login(String url, String user, String password) {

    /** Leaves the password out. */
    @Override
    public String toString() {
        return "Login[url=" + url + ", user=" + user + "]";
    }
}
