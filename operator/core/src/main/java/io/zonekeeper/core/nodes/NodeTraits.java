package io.zonekeeper.core.nodes;

import java.util.List;
import java.util.Map;

/**
 * What a node is to the scheduler.
 *
 * @param name its name
 * @param zone its zone's name, never empty
 * @param labels its labels
 * @param taints taints that last as long as the node does; those that only say how it is now are in {@code ready} and
 *     {@code leaving}
 * @param ready whether its kubelet reports Ready
 * @param leaving whether it is cordoned, drained or about to be taken away
 */
public record NodeTraits(
        String name, String zone, Map<String, String> labels, List<Taint> taints, boolean ready, boolean leaving) {
    /** Copies the collections. */
    public NodeTraits {
        labels = Map.copyOf(labels);
        taints = List.copyOf(taints);
    }

    /**
     * What keeps pods away that do not tolerate it.
     *
     * @param key its key
     * @param value its value, empty for none
     * @param effect {@code NoSchedule} or {@code NoExecute}
     */
    public record Taint(String key, String value, String effect) {
        /** Returns it as {@code kubectl taint} takes it. */
        String text() {
            return key + (value.isEmpty() ? "" : "=" + value) + ":" + effect;
        }
    }
}
