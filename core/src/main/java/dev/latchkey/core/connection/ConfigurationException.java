package dev.latchkey.core.connection;

/** Something that was configured cannot work. The message is one line for the person who configured it. */
public final class ConfigurationException extends RuntimeException {

    public ConfigurationException(String message) {
        super(message);
    }
}
