package io.zonekeeper.core.health;

import java.util.List;
import java.util.Map;

/**
 * Everything the judge looks at.
 *
 * @param sighted whether the API server answers and the watches have been alive for a renewal interval; while not, what
 *     was not heard says nothing
 * @param nodes by zone, the nodes whose silence would count: not those deleted, cordoned or draining
 * @param observations what the signals say, at most one of a signal for a zone
 */
public record Evidence(boolean sighted, Map<String, Integer> nodes, List<Observation> observations) {

    /** Copies the collections. */
    public Evidence {
        nodes = Map.copyOf(nodes);
        observations = List.copyOf(observations);
    }
}
