package dev.latchkey.admin;

/** Public keys of clients: those of RFC 7515, appendix A.3, and RFC 8037, appendix A.2. */
final class Keys {

    static final String EC = """
            {"kty":"EC","kid":"ec","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}""";

    static final String EDWARDS = """
            {"kty":"OKP","kid":"ed","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}""";

    private Keys() {}

    /** A JWK Set. */
    static String set(String... keys) {
        return "{\"keys\":[" + String.join(",", keys) + "]}";
    }
}
