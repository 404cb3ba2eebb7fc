package io.zonekeeper.core.mongo;

import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.mongo.facts.SetFact;

/**
 * What is so, and what to do next.
 *
 * @param quorums what each set can do, by name
 * @param whole names of the sets that have all their members, so that one may be evicted
 * @param gate whether mongos may be restarted
 * @param actions what to do now, at most one for each set
 * @param waiting what is waited for
 * @param held what is not done and why
 */
public record MongoPlan(
        SortedMap<String, SetQuorum> quorums,
        Set<String> whole,
        MongosGate gate,
        List<MongoAction> actions,
        List<String> waiting,
        List<Refusal> held) {
    /** Copies the collections. */
    public MongoPlan {
        quorums = new TreeMap<>(quorums);
        whole = Set.copyOf(whole);
        actions = List.copyOf(actions);
        waiting = List.copyOf(waiting);
        held = List.copyOf(held);
    }

    /** Returns what the config servers can do. */
    public SetQuorum config() {
        return quorums.get(SetFact.CONFIG);
    }
}
