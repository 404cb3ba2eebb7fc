package io.zonekeeper.core.mongo;

/**
 * Whether mongos may be restarted. A running mongos routes by what it knows; one that starts needs config servers, so
 * the gate is open only while these have a primary. What is not known closes it.
 *
 * @param open whether it may
 * @param reason why, a sentence that is shown where a deletion is refused
 */
public record MongosGate(boolean open, String reason) {
    /** Decides by what the config servers can do. */
    public static MongosGate of(SetQuorum config) {
        return switch (config.state()) {
            case WRITABLE -> new MongosGate(true, "config metadata is Writable: " + config.why());
            case READ_ONLY, UNAVAILABLE, UNKNOWN ->
                new MongosGate(
                        false,
                        "config metadata is %s: %s".formatted(config.state().word(), config.why()));
        };
    }
}
