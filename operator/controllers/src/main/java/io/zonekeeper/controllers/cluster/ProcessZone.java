package io.zonekeeper.controllers.cluster;

import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The name of the zone that this process runs in: what the configuration says, else the zone of its node, as soon as
 * that node is known; a node does not change its zone, so what was found once holds. Until then kubelets of all zones
 * are witnesses, also those of its own.
 */
public final class ProcessZone implements Supplier<Optional<String>> {
    private final Optional<String> node;
    private final Function<String, Optional<String>> zoneOf;
    private volatile Optional<String> found;

    /**
     * Creates it.
     *
     * @param configured the zone that the configuration names
     * @param node the name of the node that this process runs on; empty where that is not known
     * @param zoneOf returns the zone of a node, without waiting for anybody
     */
    public ProcessZone(Optional<String> configured, Optional<String> node, Function<String, Optional<String>> zoneOf) {
        this.found = configured;
        this.node = node.filter(name -> !name.isBlank());
        this.zoneOf = zoneOf;
    }

    @Override
    public Optional<String> get() {
        if (found.isEmpty()) {
            found = node.flatMap(zoneOf);
        }
        return found;
    }
}
