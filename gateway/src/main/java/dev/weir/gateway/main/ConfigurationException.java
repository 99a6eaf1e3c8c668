package dev.weir.gateway.main;

/**
 * The configuration cannot be used. The message is for the person who wrote it: it names the place,
 * the key, the value and what was expected.
 */
public final class ConfigurationException extends Exception {

    private static final long serialVersionUID = 1L;

    public ConfigurationException(String message) {
        super(message);
    }
}
