package io.zonekeeper.observer;

import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import io.zonekeeper.core.health.ObserverReport;
import io.zonekeeper.kube.objects.Labels;
import io.zonekeeper.kube.probe.ObserverReports;

import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;

/** The Lease in which an observer reports. */
final class ObserverLease {
    /** What holds longer than this without being renewed is stale, and reports it to whoever reads Leases. */
    static final int DURATION_SECONDS = 10;

    private static final String PREFIX = "zonekeeper-observer-";
    private static final int LONGEST_NAME = 63;
    private static final String FIELD_MANAGER = "zonekeeper-observer";

    private final KubernetesClient client;
    private final String namespace;
    private final String observer;
    private final Optional<String> podUid;

    /**
     * Creates the keeper of an observer's Lease.
     *
     * @param client reaches the API server
     * @param namespace where it is
     * @param observer the observer's name, which is that of its pod where it has one
     * @param podUid the UID of its pod: the Lease of an observer that crashed goes with it
     */
    ObserverLease(KubernetesClient client, String namespace, String observer, Optional<String> podUid) {
        this.client = client;
        this.namespace = namespace;
        this.observer = observer;
        this.podUid = podUid;
    }

    /**
     * Returns the name of an observer's Lease.
     *
     * <p>Of a name that is too long the end is kept: there a pod's name differs from those of its siblings.
     */
    static String name(String observer) {
        String safe = observer.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9-]", "-");
        String end = safe.substring(Math.max(0, safe.length() - (LONGEST_NAME - PREFIX.length())));
        return PREFIX + end.replaceAll("^-+|-+$", "");
    }

    /**
     * Writes the report, at the present time.
     *
     * @throws io.fabric8.kubernetes.client.KubernetesClientException when that fails
     */
    void write(ObserverReport report) {
        Lease lease = new LeaseBuilder()
                .withNewMetadata()
                .withName(name(observer))
                .withNamespace(namespace)
                .withLabels(Map.of(
                        ObserverReports.OBSERVER_LABEL,
                        "true",
                        Labels.ZONE,
                        report.zone(),
                        Labels.MANAGED_BY,
                        Labels.ZONEKEEPER))
                .withAnnotations(Map.of(ObserverReports.ANNOTATION, ObserverReports.encode(report)))
                .withOwnerReferences(podUid
                        .map(uid -> new OwnerReferenceBuilder()
                                .withApiVersion("v1")
                                .withKind("Pod")
                                .withName(observer)
                                .withUid(uid)
                                .build())
                        .stream()
                        .toList())
                .endMetadata()
                .withNewSpec()
                .withHolderIdentity(observer)
                .withLeaseDurationSeconds(DURATION_SECONDS)
                .withRenewTime(ZonedDateTime.now(ZoneOffset.UTC))
                .endSpec()
                .build();
        client.resource(lease).fieldManager(FIELD_MANAGER).forceConflicts().serverSideApply();
    }

    /**
     * Deletes it.
     *
     * @throws io.fabric8.kubernetes.client.KubernetesClientException when that fails
     */
    void delete() {
        client.leases().inNamespace(namespace).withName(name(observer)).delete();
    }
}
