package dev.latchkey.server.operate.startup;

/**
 * One client and one user with random secrets, so that the first token is a paste away.
 *
 * @param clientSecret to be shown once
 * @param password to be shown once
 */
record DemoAccount(String clientSecret, String password) {

    static final String NAME = "demo";

    /** A command that gets a token from the server at {@code base}. */
    String curl(String base) {
        return "curl -u " + NAME + ":" + clientSecret + " -d grant_type=password -d username=" + NAME + " -d password="
                + password + " " + base + "/oauth2/token";
    }

    /** Leaves the secrets out. */
    @Override
    public String toString() {
        return "DemoAccount";
    }
}
