package dev.latchkey.core.client;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;

/** The grants that a client may be allowed. */
public enum GrantType {
    /** <a href="https://www.rfc-editor.org/rfc/rfc6749#section-4.3">RFC 6749, section 4.3</a>; never by default. */
    PASSWORD("password"),
    /** <a href="https://www.rfc-editor.org/rfc/rfc6749#section-6">RFC 6749, section 6</a>. */
    REFRESH_TOKEN("refresh_token"),
    /** <a href="https://www.rfc-editor.org/rfc/rfc6749#section-4.4">RFC 6749, section 4.4</a>. */
    CLIENT_CREDENTIALS("client_credentials"),
    /** <a href="https://www.rfc-editor.org/rfc/rfc6749#section-4.1">RFC 6749, section 4.1</a>; needs a redirect URI. */
    AUTHORIZATION_CODE("authorization_code"),
    /** <a href="https://www.rfc-editor.org/rfc/rfc8628#section-3.4">RFC 8628, section 3.4</a>. */
    DEVICE_CODE("device_code", "urn:ietf:params:oauth:grant-type:device_code"),
    /** <a href="https://www.rfc-editor.org/rfc/rfc8693#section-2.1">RFC 8693, section 2.1</a>; not for public clients. */
    TOKEN_EXCHANGE("token_exchange", "urn:ietf:params:oauth:grant-type:token-exchange");

    private final String value;
    private final String parameter;

    GrantType(String value) {
        this(value, value);
    }

    GrantType(String value, String parameter) {
        this.value = value;
        this.parameter = parameter;
    }

    /** Its short name: in the database, on the command line and in metrics. */
    public String value() {
        return value;
    }

    /** The value of the {@code grant_type} parameter. */
    public String parameter() {
        return parameter;
    }

    /** By its short name. */
    public static Optional<GrantType> of(String value) {
        return find(GrantType::value, value);
    }

    /** By the value of the {@code grant_type} parameter. */
    public static Optional<GrantType> ofParameter(String parameter) {
        return find(GrantType::parameter, parameter);
    }

    private static Optional<GrantType> find(Function<GrantType, String> name, String wanted) {
        return Arrays.stream(values())
                .filter(grant -> name.apply(grant).equals(wanted))
                .findFirst();
    }
}
