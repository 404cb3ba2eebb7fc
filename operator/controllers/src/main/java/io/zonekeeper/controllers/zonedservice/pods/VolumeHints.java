package io.zonekeeper.controllers.zonedservice.pods;

import java.util.List;

import io.zonekeeper.api.v1alpha1.VolumeClaimTemplate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;

/**
 * Names the volumes of a pod that keep the scheduler from placing it, and what to write instead: claims that no volume
 * is bound to, and volumes of another zone than the pod is pinned to.
 */
final class VolumeHints {
    private static final String UNBOUND = "unbound immediate PersistentVolumeClaims";

    private VolumeHints() {}

    /**
     * Adds a hint for each volume that can be the cause.
     *
     * @param pod the spec of the pod template
     * @param claims the volume claim templates; null for none
     * @param words what the scheduler reports
     */
    static void explain(JsonNode pod, List<VolumeClaimTemplate> claims, String words, List<String> hints) {
        boolean unbound = words.contains(UNBOUND);
        String others = words.replace(UNBOUND, "");
        boolean elsewhere = others.contains("PersistentVolume") || others.contains("volume node affinity");
        if (!unbound && !elsewhere) {
            return;
        }
        for (VolumeClaimTemplate claim : claims == null ? List.<VolumeClaimTemplate>of() : claims) {
            String name = claim.metadata() == null
                    ? ""
                    : claim.metadata().path("name").asText();
            JsonNode spec = claim.spec() == null ? MissingNode.getInstance() : claim.spec();
            hints.add("volumeClaimTemplates " + name + made(spec, unbound));
        }
        for (JsonNode volume : pod.path("volumes")) {
            String name = "template.spec.volumes " + volume.path("name").asText();
            JsonNode ephemeral = volume.path("ephemeral").path("volumeClaimTemplate");
            String claim =
                    volume.path("persistentVolumeClaim").path("claimName").asText("");
            if (ephemeral.isObject()) {
                hints.add(name + made(ephemeral.path("spec"), unbound));
            } else if (!claim.isEmpty()) {
                hints.add(name
                        + (unbound
                                ? ": claim %s is not bound to a volume (see kubectl describe pvc %s)"
                                        .formatted(claim, claim)
                                : ": claim %s is one volume for all zones, and it is in another zone. Use a volume that every zone can reach, or volumeClaimTemplates of a StatefulSet"
                                        .formatted(claim)));
            }
        }
    }

    /** What is wrong with a claim that is made for each pod. */
    private static String made(JsonNode spec, boolean unbound) {
        String named = spec.path("storageClassName").asText("");
        if (!unbound) {
            return ": the volume of a pod is in another zone than the pod is pinned to. %s must have volumeBindingMode: WaitForFirstConsumer, so that volumes are made where their pod runs; then delete the claim, and its pod"
                    .formatted(named.isEmpty() ? "The default StorageClass" : "StorageClass " + named);
        }
        return ": the claim of a pod is not bound to a volume (see kubectl describe pvc). %s, with volumeBindingMode: WaitForFirstConsumer"
                .formatted(
                        named.isEmpty()
                                ? "Set storageClassName, or make sure that the cluster has a default StorageClass that provisions volumes"
                                : "Make sure that StorageClass " + named + " exists and provisions volumes");
    }
}
