package io.zonekeeper.controllers.provider;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import io.zonekeeper.api.v1alpha1.MultiAZDatabase;
import io.zonekeeper.api.v1alpha1.MultiAZDatabaseStatus;
import io.zonekeeper.controllers.loop.Singleton;
import io.zonekeeper.core.ConditionFact;
import io.zonekeeper.core.aws.FailoverMemory;
import io.zonekeeper.kube.client.KubernetesClients;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;

/** While AWS is switched off: says so of the databases there are, once of each; nothing is watched for it. */
final class DatabasesWithoutAws implements AutoCloseable {
    private static final Duration EVERY = Duration.ofMinutes(5);
    private static final String REASON = "AWSOff";
    private static final String MESSAGE = "nothing is asked of RDS: set the chart's aws.enabled to true";

    private final KubernetesClient client;
    private final Set<String> namespaces;
    private final DatabaseEvents events;
    private final Clock clock;
    private final Singleton loop = Singleton.calling("databases-off", this::round);

    DatabasesWithoutAws(KubernetesClient client, Set<String> namespaces, DatabaseEvents events, Clock clock) {
        this.client = client;
        this.namespaces = namespaces;
        this.events = events;
        this.clock = clock;
    }

    void start() {
        loop.start();
    }

    @Override
    public void close() {
        loop.close();
    }

    private Duration round() {
        try {
            all().filter(database -> database.getSpec() != null && !told(database))
                    .forEach(this::tell);
        } catch (KubernetesClientException e) {
            // Without the kind, or the permission to read it, there is nobody to be told.
            return EVERY;
        }
        return EVERY;
    }

    private Stream<MultiAZDatabase> all() {
        var databases = client.resources(MultiAZDatabase.class);
        return namespaces.isEmpty()
                ? databases.inAnyNamespace().list().getItems().stream()
                : namespaces.stream().flatMap(namespace -> databases.inNamespace(namespace).list().getItems().stream());
    }

    private static boolean told(MultiAZDatabase database) {
        MultiAZDatabaseStatus status = database.getStatus();
        return status != null
                && database.getMetadata().getGeneration().equals(status.observedGeneration())
                && status.conditions() != null
                && status.conditions().stream()
                        .anyMatch(condition -> condition.reason().equals(REASON));
    }

    private void tell(MultiAZDatabase database) {
        var fresh = new MultiAZDatabase();
        fresh.getMetadata().setName(database.getMetadata().getName());
        fresh.getMetadata().setNamespace(database.getMetadata().getNamespace());
        fresh.setStatus(DatabaseFacts.status(
                database,
                Optional.empty(),
                true,
                memory(database),
                List.of(
                        ConditionFact.no("Ready", REASON, MESSAGE),
                        ConditionFact.no("Reconciling", REASON, "nothing is under way"),
                        ConditionFact.yes("Stalled", REASON, MESSAGE)),
                clock.instant()));
        client.resource(fresh).subresource("status").patch(KubernetesClients.applying(true));
        events.off(database, REASON, MESSAGE);
    }

    /** What was decided while AWS was on stays known. */
    private static FailoverMemory memory(MultiAZDatabase database) {
        return DatabaseFacts.memory(Optional.ofNullable(database.getStatus()));
    }
}
