package io.zonekeeper.controllers.mongocluster;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.mongo.MongoAction;

import io.javaoperatorsdk.operator.processing.event.ResourceID;

/**
 * Actions that a server refused. They are sent again later and later, and what the server said stands until then, so
 * that a server which cannot do a thing is not asked for it each second.
 */
final class RefusedActions {
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final Clock clock;
    private final Map<ResourceID, Map<MongoAction, Wait>> waits = new HashMap<>();

    RefusedActions(Clock clock) {
        this.clock = clock;
    }

    private record Wait(Refusal refusal, Duration time, Instant until) {}

    /** Returns why an action is not sent now; empty where it may be. */
    synchronized Optional<Refusal> standing(ResourceID cluster, MongoAction action) {
        return Optional.ofNullable(waits.getOrDefault(cluster, Map.of()).get(action))
                .filter(wait -> clock.instant().isBefore(wait.until()))
                .map(Wait::refusal);
    }

    /** Notes what came of an action. */
    synchronized void sent(ResourceID cluster, MongoAction action, Optional<Refusal> refused) {
        Map<MongoAction, Wait> ofCluster = waits.computeIfAbsent(cluster, id -> new HashMap<>());
        Instant now = clock.instant();
        ofCluster.values().removeIf(wait -> wait.until().plus(LONGEST).isBefore(now));
        if (refused.isEmpty()) {
            ofCluster.remove(action);
            return;
        }
        Duration next = Optional.ofNullable(ofCluster.get(action))
                .map(wait -> wait.time().multipliedBy(2))
                .orElse(FIRST);
        Duration time = next.compareTo(LONGEST) > 0 ? LONGEST : next;
        ofCluster.put(action, new Wait(refused.get(), time, now.plus(time)));
    }

    /** Forgets clusters that are not among these. */
    synchronized void retain(Set<ResourceID> clusters) {
        waits.keySet().retainAll(clusters);
    }
}
