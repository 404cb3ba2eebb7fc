package io.zonekeeper.core.health;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Everything the judge checks.
 *
 * @param sighted whether the API server answers and the watches have been alive for a renewal interval; while not, what
 *     was not heard says nothing
 * @param nodes by zone, the nodes whose silence would count: not those deleted, cordoned or draining, nor those that
 *     were never Ready
 * @param empty the zones that have no nodes at all, not even cordoned ones: nothing runs there that could be seen
 * @param observations what the signals say, at most one of a signal for a zone
 * @param vantage the zone from which kubelets are tried, if known: what is tried there is a control and accuses nobody
 */
public record Evidence(
        boolean sighted,
        Map<String, Integer> nodes,
        Set<String> empty,
        List<Observation> observations,
        Optional<String> vantage) {

    /** Copies the collections. */
    public Evidence {
        nodes = Map.copyOf(nodes);
        empty = Set.copyOf(empty);
        observations = List.copyOf(observations);
    }

    /** Creates evidence of zones none of whose nodes are cordoned: where none counts, there is none. */
    public Evidence(boolean sighted, Map<String, Integer> nodes, List<Observation> observations) {
        this(
                sighted,
                nodes,
                nodes.entrySet().stream()
                        .filter(zone -> zone.getValue() == 0)
                        .map(Map.Entry::getKey)
                        .collect(Collectors.toSet()),
                observations);
    }

    /** Creates evidence of which it is not known where kubelets were tried from. */
    public Evidence(boolean sighted, Map<String, Integer> nodes, Set<String> empty, List<Observation> observations) {
        this(sighted, nodes, empty, observations, Optional.empty());
    }
}
