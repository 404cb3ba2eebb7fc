package io.zonekeeper.core.health;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What each signal says of each zone at one moment, without what was seen before: steps 1 to 3 and 6 of {@link Judge}.
 */
final class SignalLevels {
    private final Evidence evidence;
    private final Sensitivity sensitivity;
    private final Map<String, Map<Signal, Observation>> fresh;

    SignalLevels(Evidence evidence, Sensitivity sensitivity) {
        this.evidence = evidence;
        this.sensitivity = sensitivity;
        fresh = fresh();
    }

    /** Returns what is fresh enough to count, by signal. */
    Map<Signal, Observation> observations(String zone) {
        return fresh.get(zone);
    }

    private Map<String, Map<Signal, Observation>> fresh() {
        Map<String, Map<Signal, Observation>> fresh = new HashMap<>();
        evidence.nodes().keySet().forEach(zone -> fresh.put(zone, new EnumMap<>(Signal.class)));
        if (evidence.sighted()) {
            for (Observation observation : evidence.observations()) {
                Map<Signal, Observation> ofZone = fresh.get(observation.zone());
                boolean inhabited = ofZone != null && !evidence.empty().contains(observation.zone());
                if (inhabited && observation.samples() > 0 && !stale(observation)) {
                    ofZone.put(observation.signal(), observation);
                }
            }
        }
        return fresh;
    }

    private boolean stale(Observation observation) {
        return observation.age().compareTo(observation.signal().staleAfter(sensitivity)) > 0;
    }

    private boolean bad(Observation observation, int nodes) {
        return observation.signal().bad(observation, nodes, sensitivity);
    }

    /** Returns what each signal says at this moment: GOOD, SHARED, BAD, or FRESHLY_BAD where it accuses nobody. */
    Map<Signal, Level> now(String zone) {
        Map<String, Integer> nodes = evidence.nodes();
        Map<Signal, Observation> mine = fresh.get(zone);
        Map<Signal, Level> levels = new EnumMap<>(Signal.class);
        for (Map.Entry<Signal, Observation> entry : mine.entrySet()) {
            Signal signal = entry.getKey();
            boolean bad = bad(entry.getValue(), nodes.get(zone));
            if (!bad) {
                levels.put(signal, Level.GOOD);
            } else {
                levels.put(signal, own(zone, signal) ? Level.BAD : Level.SHARED);
            }
        }
        // Kubelets are tried because of silence: where there is none, that some cannot be connected to is no witness.
        // They are tried from the leader's zone alone: where two zones reach the pods, it is the way from there.
        // Where nothing is known of silence, neither is it known what they show.
        if (!levels.containsKey(Signal.HEARTBEATS)) {
            levels.remove(Signal.KUBELETS);
        }
        boolean silent = levels.get(Signal.HEARTBEATS) == Level.BAD;
        boolean accuses = silent
                && !podsAnswer(mine.get(Signal.PROBES))
                && !isVantage(zone)
                && !othersLive(mine.get(Signal.HEARTBEATS), mine.get(Signal.KUBELETS));
        if (!accuses && levels.containsKey(Signal.KUBELETS)) {
            levels.put(Signal.KUBELETS, Level.GOOD);
        }
        Level ready = levels.getOrDefault(Signal.NODES, Level.NONE);
        if ((ready == Level.BAD || ready == Level.SHARED) && leasesInTime(mine, nodes.get(zone))) {
            levels.put(Signal.NODES, Level.FRESHLY_BAD);
        }
        return levels;
    }

    /** Returns whether too few leases are missing to account for the nodes that are not Ready. */
    private boolean leasesInTime(Map<Signal, Observation> mine, int nodes) {
        Observation renewals = mine.get(Signal.HEARTBEATS);
        Observation ready = mine.get(Signal.NODES);
        return renewals != null
                && !bad(
                        new Observation(
                                ready.zone(),
                                Signal.NODES,
                                ready.samples(),
                                Math.min(ready.failures(), renewals.failures()),
                                ready.age()),
                        nodes);
    }

    private boolean isVantage(String zone) {
        return evidence.vantage().equals(Optional.of(zone));
    }

    private boolean podsAnswer(Observation probes) {
        return probes != null && probes.failures() < sensitivity.targetsShare() * probes.samples();
    }

    /**
     * Returns whether too many nodes have renewed their leases since others fell silent: those are alive, and where
     * they cannot be connected to it is the way to them that fails. Among the kubelets that were tried they may not be
     * counted, or as failing since a moment ago: on a way on which not everything gets lost a try succeeds by chance.
     */
    private boolean othersLive(Observation renewals, Observation contacts) {
        if (contacts == null) {
            return false;
        }
        int alive = renewals.samples() - renewals.failures();
        return contacts.failures() < sensitivity.silentShare() * (contacts.failures() + alive);
    }

    private boolean own(String zone, Signal signal) {
        int mine = 0;
        int all = 0;
        boolean anotherIsWell = false;
        boolean onlyTheVantageIsWell = true;
        for (Map.Entry<String, Map<Signal, Observation>> other : fresh.entrySet()) {
            Observation observation = other.getValue().get(signal);
            if (observation == null) {
                continue;
            }
            int failures = blamed(signal, observation, other.getValue());
            all += failures;
            if (other.getKey().equals(zone)) {
                mine = failures;
            } else if (signal == Signal.KUBELETS && failures >= 2 && 2 * failures >= observation.samples()) {
                // That zone's controls do not answer either: it goes with this one, or the way from here does.
                return false;
            } else if (failures == 0 || well(observation, evidence.nodes().get(other.getKey()))) {
                anotherIsWell = true;
                onlyTheVantageIsWell &= isVantage(other.getKey());
            }
        }
        boolean seen = signal != Signal.KUBELETS
                || !onlyTheVantageIsWell
                || allSilent(fresh.get(zone), evidence.nodes().get(zone));
        return anotherIsWell && seen && mine > 0 && mine >= sensitivity.ownShare() * all;
    }

    /** No luck of the moment: whose API endpoint is elsewhere continues to renew where two zones lost each other. */
    private static boolean allSilent(Map<Signal, Observation> ofZone, int nodes) {
        // A node that died alone is no silent one, but it is not Ready.
        return ofZone.containsKey(Signal.HEARTBEATS)
                && Stream.of(Signal.HEARTBEATS, Signal.NODES)
                        .map(ofZone::get)
                        .filter(Objects::nonNull)
                        .anyMatch(observation -> observation.failures() >= nodes);
    }

    /**
     * Of kubelets a handful is tried as a control: when most of these do not answer either, it is the one who tries.
     */
    private boolean well(Observation observation, int nodes) {
        return observation.signal() == Signal.KUBELETS
                ? 2 * observation.failures() < observation.samples()
                : !bad(observation, nodes);
    }

    private static int blamed(Signal signal, Observation observation, Map<Signal, Observation> sameZone) {
        Observation contacts = sameZone.get(Signal.KUBELETS);
        return signal == Signal.HEARTBEATS && contacts != null
                ? Math.min(observation.failures(), contacts.failures())
                : observation.failures();
    }
}
