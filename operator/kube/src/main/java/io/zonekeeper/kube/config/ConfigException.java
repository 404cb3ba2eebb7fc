package io.zonekeeper.kube.config;

/** A configuration that cannot be used; the message names the key and says what to write instead. */
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Creates the exception with a message for the user who wrote the configuration. */
    public ConfigException(String message) {
        super(message);
    }
}
