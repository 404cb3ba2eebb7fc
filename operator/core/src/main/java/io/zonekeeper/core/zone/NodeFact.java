package io.zonekeeper.core.zone;

/**
 * A node, as far as zones go.
 *
 * @param name the node's name
 * @param zone its zone label, empty when it has none
 * @param zoneId its zone ID label, empty when it has none
 * @param region its region label, empty when it has none
 * @param ready whether its kubelet reports Ready
 * @param schedulable whether it takes new pods: neither cordoned nor about to be taken away
 * @param tainted whether it takes only pods that tolerate a taint of its own, such as those of control planes and GPUs
 */
public record NodeFact(
        String name, String zone, String zoneId, String region, boolean ready, boolean schedulable, boolean tainted) {
    /** Makes a node without taints. */
    public NodeFact(String name, String zone, String zoneId, String region, boolean ready, boolean schedulable) {
        this(name, zone, zoneId, region, ready, schedulable, false);
    }
}
