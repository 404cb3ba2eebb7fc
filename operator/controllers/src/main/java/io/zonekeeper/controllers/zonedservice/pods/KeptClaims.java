package io.zonekeeper.controllers.zonedservice.pods;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import io.zonekeeper.api.v1alpha1.ZonedService;
import io.zonekeeper.api.v1alpha1.ZonedServiceStatus;
import io.zonekeeper.api.v1alpha1.ZonedServiceStatus.ZoneStack;
import io.zonekeeper.core.service.ServicePlan;
import io.zonekeeper.core.service.UnusedClaims;
import io.zonekeeper.kube.objects.Labels;
import io.zonekeeper.manifests.stacks.ServiceFacts;
import io.zonekeeper.manifests.stacks.StackManifest;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Volume claims of a service that outlive their pods. They are asked of the API server, for claims are not kept, and
 * only when everything else is done: nothing is decided by them. So what the status records is as of the last time when
 * something happened to the service.
 */
public final class KeptClaims {
    private static final Logger LOG = LoggerFactory.getLogger(KeptClaims.class);

    private final KubernetesClient client;

    /** Creates a reader. */
    public KeptClaims(KubernetesClient client) {
        this.client = client;
    }

    /** Returns by zone name how many claims are kept for no pod; where they cannot be read, what the status records. */
    public Map<String, Integer> of(ZonedService service, ServicePlan plan) {
        if (!ServiceFacts.stateful(service.getSpec()) || templates(service).isEmpty()) {
            return Map.of();
        }
        try {
            List<String> claims = client
                    .persistentVolumeClaims()
                    .inNamespace(service.getMetadata().getNamespace())
                    .withLabel(Labels.SERVICE, service.getMetadata().getName())
                    .list()
                    .getItems()
                    .stream()
                    .map(claim -> claim.getMetadata().getName())
                    .toList();
            Map<String, Integer> kept = new HashMap<>();
            plan.stacks().forEach(stack -> {
                String name = StackManifest.name(service.getMetadata().getName(), stack.zone());
                int unused = UnusedClaims.count(claims, templates(service), name, stack.replicas());
                if (unused > 0) {
                    kept.put(stack.zone().name(), unused);
                }
            });
            return kept;
        } catch (KubernetesClientException e) {
            LOG.atWarn().addKeyValue("cause", e.getMessage()).log("volume claims cannot be read");
            return told(service);
        }
    }

    /** Returns what the status records. */
    public static Map<String, Integer> told(ZonedService service) {
        Map<String, Integer> told = new HashMap<>();
        Optional.ofNullable(service.getStatus()).map(ZonedServiceStatus::zones).orElse(List.of()).stream()
                .filter(zone -> zone.unusedClaims() != null)
                .forEach((ZoneStack zone) -> told.put(zone.zone(), zone.unusedClaims()));
        return told;
    }

    private static List<String> templates(ZonedService service) {
        return Optional.ofNullable(service.getSpec().volumeClaimTemplates()).orElse(List.of()).stream()
                .map(template -> template.metadata().path("name").asText(null))
                .filter(Objects::nonNull)
                .toList();
    }
}
