package io.zonekeeper.core.audit.facts;

import java.util.List;

import io.zonekeeper.core.nodes.NodeDemand.Term;

/**
 * The volume of a PersistentVolumeClaim.
 *
 * @param namespace the claim's namespace
 * @param claim the claim's name
 * @param terms alternatives of its required node affinity: nodes that it can be attached to; empty for every node
 */
public record VolumeFact(String namespace, String claim, List<Term> terms) {
    /** Copies the list. */
    public VolumeFact {
        terms = List.copyOf(terms);
    }
}
