package io.zonekeeper.core.mongo.facts;

import java.util.Optional;

/**
 * What Kubernetes runs for a member.
 *
 * @param made whether its StatefulSet exists
 * @param outdated whether the StatefulSet has another template than is wanted
 * @param settled whether its one pod is ready and of the StatefulSet's template
 * @param runsIn the zone of the node that the pod runs on; empty where it runs nowhere or the node tells none
 */
public record PodFact(boolean made, boolean outdated, boolean settled, Optional<String> runsIn) {}
