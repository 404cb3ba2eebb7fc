/**
 * Which zones a service's pods can run in at all: what its template asks of a node, against what the nodes are.
 *
 * <p>{@link io.zonekeeper.core.nodes.NodeFits} answers it as the scheduler's filters for taints, node selectors and
 * node affinity do.
 */
package io.zonekeeper.core.nodes;
