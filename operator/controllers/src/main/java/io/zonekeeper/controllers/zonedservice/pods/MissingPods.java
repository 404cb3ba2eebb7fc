package io.zonekeeper.controllers.zonedservice.pods;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import io.zonekeeper.api.v1alpha1.ZonedService;
import io.zonekeeper.core.service.StackFact;
import io.zonekeeper.manifests.stacks.ServiceFacts;

import io.fabric8.kubernetes.api.model.HasMetadata;

/**
 * What pods say that have been missing for a while though nothing is moved: in a service that starts for the first
 * time, was scaled, or lost some. What was last said is told until they are asked again, the later the longer they are
 * missing.
 */
public final class MissingPods {
    /** Longer than pods take to start where all is well. */
    private static final Duration FIRST = Duration.ofSeconds(10);

    private static final Duration SELDOM = Duration.ofMinutes(5);

    /** Refusals that are older may be over: a StatefulSet's controller tries again within minutes. */
    private static final Duration RECENT = Duration.ofMinutes(20);

    private record Missed(Instant since, Instant ask, PodReport said) {}

    private final ServicePods pods;
    private final Map<String, Missed> missed = new ConcurrentHashMap<>();

    public MissingPods(ServicePods pods) {
        this.pods = pods;
    }

    /**
     * Returns why pods are not ready; nothing while none is missing, or not for long.
     *
     * @param running the stacks that serve
     */
    public PodReport report(
            ZonedService service, List<StackFact> running, Collection<? extends HasMetadata> stacks, Instant now) {
        String key = ServiceFacts.key(service);
        if (noneMissing(running)) {
            missed.remove(key);
            return PodReport.NONE;
        }
        Missed before = missed.computeIfAbsent(key, k -> new Missed(now, now.plus(FIRST), PodReport.NONE));
        if (now.isBefore(before.ask())) {
            return before.said();
        }
        String namespace = service.getMetadata().getNamespace();
        Optional<PodReport> said = pods.ofInTurn(
                        namespace, service.getMetadata().getName())
                .map(found -> PodReport.ofMissing(pods, found, namespace, stacks, now.minus(RECENT)));
        Instant next = now.plus(said.isPresent() ? pause(before.since(), now) : FIRST);
        missed.put(key, new Missed(before.since(), next, said.orElse(before.said())));
        return said.orElse(before.said());
    }

    /**
     * Returns whether a report would ask the API server now.
     *
     * @param running the stacks that serve
     */
    public boolean asks(ZonedService service, List<StackFact> running, Instant now) {
        Missed before = missed.get(ServiceFacts.key(service));
        return before != null && !noneMissing(running) && !now.isBefore(before.ask());
    }

    private static boolean noneMissing(List<StackFact> running) {
        return running.stream().noneMatch(stack -> stack.ready() < stack.desired());
    }

    /** Returns when to plan a service again to ask its pods; empty while none is missing. */
    public Optional<Instant> next(String key) {
        return Optional.ofNullable(missed.get(key)).map(Missed::ask);
    }

    private static Duration pause(Instant since, Instant now) {
        Duration age = Duration.between(since, now);
        return age.compareTo(SELDOM) > 0 ? SELDOM : age.compareTo(FIRST) < 0 ? FIRST : age;
    }
}
