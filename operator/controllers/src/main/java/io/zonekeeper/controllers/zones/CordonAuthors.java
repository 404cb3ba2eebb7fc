package io.zonekeeper.controllers.zones;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.zonekeeper.api.v1alpha1.Zone;
import io.zonekeeper.api.v1alpha1.ZoneStatus;
import io.zonekeeper.core.evacuation.StackDecision.Cause;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who wrote spec.cordon of a Zone. Caches and answers are without managedFields, so that the Zone is read once more,
 * when a manual cordon begins. That is after services have heard of it, and waited for only briefly: without an answer
 * the cordon is reported without its author.
 */
final class CordonAuthors {
    private static final Logger LOG = LoggerFactory.getLogger(CordonAuthors.class);
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Executor THREADS = Thread.ofVirtual().name("cordon-author")::start;

    private final KubernetesClient client;

    CordonAuthors(KubernetesClient client) {
        this.client = client;
    }

    /**
     * Returns a Zone with its managedFields, if it has a manual cordon that it had not before.
     *
     * @param before as it was known before; empty where it was not
     */
    Zone added(Zone zone, Optional<Zone> before) {
        if (!manual(Optional.of(zone)) || manual(before)) {
            return zone;
        }
        CompletableFuture<List<ManagedFieldsEntry>> read =
                CompletableFuture.supplyAsync(() -> read(zone.getMetadata().getName()), THREADS);
        try {
            zone.getMetadata().setManagedFields(read.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.atDebug().addKeyValue("zone", zone.getMetadata().getName()).log("author of a cordon not read");
        }
        return zone;
    }

    private static boolean manual(Optional<Zone> zone) {
        return zone.map(Zone::getStatus)
                .map(ZoneStatus::cordon)
                .filter(cordon -> Cause.MANUAL.word().equals(cordon.by()))
                .isPresent();
    }

    private List<ManagedFieldsEntry> read(String name) {
        try {
            String zone = client.raw("/apis/zonekeeper.io/v1alpha1/zones/" + name);
            return zone == null
                    ? List.of()
                    : List.of(JSON.treeToValue(
                            JSON.readTree(zone).path("metadata").path("managedFields"), ManagedFieldsEntry[].class));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
