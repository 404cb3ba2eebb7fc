package io.zonekeeper.controllers.zonefailover.objects;

import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

import io.zonekeeper.kube.objects.NodeReading;

import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;

/**
 * The zones that the volumes of pods are bound to. A claim is read once, and again after {@link #KEPT}; where it cannot
 * be read its pod counts as bound, for one that is moved away from its volume never starts.
 */
final class VolumeZones {
    private static final Duration KEPT = Duration.ofMinutes(10);

    private final KubernetesClient client;
    private final LongSupplier nanoTime;
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();

    private record Answer(Optional<String> zone, long at) {}

    VolumeZones(KubernetesClient client, LongSupplier nanoTime) {
        this.client = client;
        this.nanoTime = nanoTime;
    }

    /** Returns the name of the zone that a volume of a pod is bound to; empty where none is. */
    Optional<String> of(Pod pod) {
        return Objects.requireNonNullElse(pod.getSpec().getVolumes(), List.<Volume>of()).stream()
                .filter(volume -> volume.getPersistentVolumeClaim() != null)
                .flatMap(volume ->
                        of(
                                pod.getMetadata().getNamespace(),
                                volume.getPersistentVolumeClaim().getClaimName())
                                .stream())
                .findFirst();
    }

    private Optional<String> of(String namespace, String claim) {
        String key = namespace + "/" + claim;
        Answer known = answers.get(key);
        if (known == null || nanoTime.getAsLong() - known.at() > KEPT.toNanos()) {
            known = new Answer(read(namespace, claim), nanoTime.getAsLong());
            answers.put(key, known);
        }
        return known.zone();
    }

    private Optional<String> read(String namespace, String name) {
        try {
            PersistentVolumeClaim claim = client.persistentVolumeClaims()
                    .inNamespace(namespace)
                    .withName(name)
                    .get();
            String volume = claim == null ? null : claim.getSpec().getVolumeName();
            return volume == null
                    ? Optional.empty()
                    : zone(client.persistentVolumes().withName(volume).get());
        } catch (KubernetesClientException e) {
            return Optional.of(
                    e.getCode() == HttpURLConnection.HTTP_FORBIDDEN
                            ? "unknown (no permission to read it)"
                            : "unknown (it could not be read)");
        }
    }

    private static Optional<String> zone(PersistentVolume volume) {
        if (volume == null || volume.getSpec().getNodeAffinity() == null) {
            return Optional.empty();
        }
        Stream<NodeSelectorRequirement> requirements =
                volume.getSpec().getNodeAffinity().getRequired().getNodeSelectorTerms().stream()
                        .flatMap(term -> term.getMatchExpressions().stream());
        // Drivers have keys of their own for it, such as topology.ebs.csi.aws.com/zone; a local volume names its node.
        return requirements
                .filter(each -> each.getKey().equals(NodeReading.ZONE_LABEL)
                        || each.getKey().endsWith("/zone")
                        || each.getKey().equals("kubernetes.io/hostname"))
                .flatMap(each -> each.getValues().stream())
                .findFirst();
    }
}
