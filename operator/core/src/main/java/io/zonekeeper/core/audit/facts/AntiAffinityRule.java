package io.zonekeeper.core.audit.facts;

/**
 * A term of a pod's anti-affinity against pods of its own kind.
 *
 * @param index its index in the list of required, or of preferred, terms
 * @param topologyKey the node label of whose values each may have one such pod
 * @param required whether it is required
 */
public record AntiAffinityRule(int index, String topologyKey, boolean required) {}
