package io.zonekeeper.controllers.zonedservice;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import io.zonekeeper.api.v1alpha1.ZonedService;
import io.zonekeeper.controllers.cluster.ClusterState;
import io.zonekeeper.controllers.cluster.ZoneState;
import io.zonekeeper.controllers.zonedservice.planning.Planned;
import io.zonekeeper.controllers.zonedservice.planning.PodDiagnostics;
import io.zonekeeper.controllers.zonedservice.planning.PodFindings;
import io.zonekeeper.controllers.zonedservice.planning.Resolved;
import io.zonekeeper.controllers.zonedservice.pods.PodPlaces;
import io.zonekeeper.controllers.zonedservice.pods.ZoneFits;
import io.zonekeeper.core.nodes.NodeFits;
import io.zonekeeper.core.nodes.ZoneFit;
import io.zonekeeper.core.service.StackFact;
import io.zonekeeper.manifests.stacks.EvacuationFacts;
import io.zonekeeper.manifests.stacks.PodTemplate;
import io.zonekeeper.manifests.stacks.ServiceFacts;
import io.zonekeeper.manifests.stacks.TemplateDemand;

import io.fabric8.kubernetes.api.model.HasMetadata;

/** Reads everything that a service is planned from. */
public final class ServiceResolver {
    private final ClusterState state;
    private final ServicePace pace;
    private final PodDiagnostics troubles;
    private final ZoneFits fits;
    private final PodPlaces places;

    /**
     * Creates a resolver.
     *
     * @param state what is known of the cluster
     * @param pace how many evacuations services may still begin on their own
     * @param troubles asks why pods are not ready
     * @param fits which zones have nodes for which pods
     * @param places pods that run in other zones than their stack's
     */
    public ServiceResolver(
            ClusterState state, ServicePace pace, PodDiagnostics troubles, ZoneFits fits, PodPlaces places) {
        this.state = state;
        this.pace = pace;
        this.troubles = troubles;
        this.fits = fits;
        this.places = places;
    }

    /**
     * Reads caches; the API server is not asked.
     *
     * @param service the custom resource
     * @param zones the zones and what was decided of them
     * @param running its stacks, as they are counted
     * @param objects its Deployments or StatefulSets
     * @param given by zone, the template that its stack was last given
     * @param now the time to plan at
     */
    Resolved cached(
            ZonedService service,
            ZoneState zones,
            List<StackFact> running,
            Collection<? extends HasMetadata> objects,
            Map<String, PodTemplate> given,
            Instant now) {
        String key = ServiceFacts.key(service);
        PodTemplate wanted = PodTemplate.of(service);
        pace.note(service);
        return new Resolved(
                service,
                zones,
                new Resolved.Stacks(running, objects, wanted, given, EvacuationFacts.memory(service)),
                new Resolved.Health(
                        state.verdicts().stacks(),
                        state.policy().cordons(),
                        state.policy().signals().probes(),
                        pace.evacuationsLeft(service)),
                new Resolved.Nodes(fits(key, wanted, given), places.of(key)),
                PodFindings.NONE,
                now);
    }

    /** Returns whether the API server has to be asked for a plan to be complete. */
    boolean asks(Resolved cached, Planned draft) {
        return troubles.asks(cached, draft);
    }

    /** Asks what a draft leaves open. */
    Resolved asked(Resolved cached, Planned draft) {
        return cached.with(troubles.ask(cached, draft));
    }

    /** Returns when a service is to be planned again because pods are missing; empty while none is. */
    Optional<Instant> nextAsk(ZonedService service) {
        return troubles.nextAsk(service);
    }

    /** How nodes suit the pods, but for what only a change of the template excludes. */
    private Map<String, ZoneFit> fits(String key, PodTemplate wanted, Map<String, PodTemplate> given) {
        Map<String, ZoneFit> found = fits.of(key, TemplateDemand.of(wanted.tree()));
        Map<String, ZoneFit> running = new HashMap<>();
        // A zone in step runs pods of the template before still, which is that of the zones not yet reached.
        given.forEach((zone, own) -> Stream.concat(Stream.of(own), given.values().stream())
                .filter(template -> !template.revision().equals(wanted.revision()))
                .map(template -> fits.of(TemplateDemand.of(template.tree())).get(zone))
                .filter(fit -> fit != null && fit.misfit().isEmpty())
                .findFirst()
                .ifPresent(fit -> running.put(zone, fit)));
        return NodeFits.keeping(found, running);
    }
}
