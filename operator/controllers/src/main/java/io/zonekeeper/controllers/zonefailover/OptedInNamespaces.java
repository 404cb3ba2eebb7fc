package io.zonekeeper.controllers.zonefailover;

import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import io.zonekeeper.api.v1alpha1.ZoneFailover;
import io.zonekeeper.api.v1alpha1.ZoneFailoverSpec;
import io.zonekeeper.controllers.framework.Component;
import io.zonekeeper.controllers.framework.Environment;
import io.zonekeeper.controllers.framework.Leadership;
import io.zonekeeper.controllers.loop.Singleton;
import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.failover.NamespaceOptIn;
import io.zonekeeper.kube.objects.Labels;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;

/**
 * Makes and deletes the ZoneFailovers of namespaces that ask for one by their label: real objects, which the controller
 * handles as any other. Only the cluster is needed for it, so whoever leads next goes on.
 */
public final class OptedInNamespaces implements Component {
    /** The name of the ZoneFailover that is made in a namespace. */
    public static final String NAME = "namespace";

    private static final Duration COALESCE = Duration.ofMillis(200);
    private static final Duration RETRY_INTERVAL = Duration.ofSeconds(2);

    private final Environment environment;
    private final Leadership leadership;
    private final Singleton loop =
            new Singleton(Thread.ofPlatform().daemon(), "opted-in-namespaces", RETRY_INTERVAL, this::look);
    private final WatchedObjects<ZoneFailover> failovers = new WatchedObjects<>(() -> loop.trigger(COALESCE));
    private final WatchedObjects<Namespace> namespaces = new WatchedObjects<>(() -> loop.trigger(COALESCE));
    private final Map<String, String> told = new HashMap<>();

    /** Creates it; it acts when this process leads, and only where ZoneFailovers are in use. */
    public OptedInNamespaces(Environment environment, Leadership leadership) {
        this.environment = environment;
        this.leadership = leadership;
    }

    @Override
    public void start() {
        if (environment.config().failovers()) {
            leadership.onLead(this::watch);
        }
    }

    @Override
    public synchronized void close() {
        loop.close();
        failovers.close();
        namespaces.close();
    }

    private synchronized void watch() {
        var kinds = environment.client().resources(ZoneFailover.class);
        if (environment.namespaces().isEmpty()) {
            failovers.watch(kinds.inAnyNamespace());
        }
        environment.namespaces().forEach(namespace -> failovers.watch(kinds.inNamespace(namespace)));
        namespaces.watch(environment.client().namespaces().withLabel(Labels.ZONE_FAILOVER));
        loop.start();
    }

    private Duration look() {
        if (!failovers.synced() || !namespaces.synced()) {
            return RETRY_INTERVAL;
        }
        Map<String, Namespace> labelled = new HashMap<>();
        namespaces
                .all()
                .filter(this::mayAct)
                .forEach(namespace -> labelled.put(namespace.getMetadata().getName(), namespace));
        Map<String, List<ZoneFailover>> known = new HashMap<>();
        failovers
                .all()
                .filter(failover -> failover.getMetadata().getDeletionTimestamp() == null)
                .forEach(failover -> known.computeIfAbsent(
                                failover.getMetadata().getNamespace(), name -> new ArrayList<>())
                        .add(failover));
        Set<String> all = new TreeSet<>(labelled.keySet());
        all.addAll(known.keySet());
        told.keySet().retainAll(labelled.keySet());
        all.forEach(name -> act(name, Optional.ofNullable(labelled.get(name)), known.getOrDefault(name, List.of())));
        return Singleton.UNTIL_TRIGGERED;
    }

    private boolean mayAct(Namespace namespace) {
        Set<String> allowed = environment.namespaces();
        return namespace.getMetadata().getDeletionTimestamp() == null
                && (allowed.isEmpty()
                        || allowed.contains(namespace.getMetadata().getName()));
    }

    private void act(String name, Optional<Namespace> namespace, List<ZoneFailover> failovers) {
        NamespaceOptIn.Decision decision = NamespaceOptIn.decide(
                namespace.map(each -> each.getMetadata().getLabels().get(Labels.ZONE_FAILOVER)),
                failovers.stream()
                        .map(failover -> new NamespaceOptIn.Existing(
                                failover.getMetadata().getName(), isOurs(failover)))
                        .toList());
        if (decision.create()) {
            create(name);
        }
        decision.delete().forEach(failover -> delete(name, failover));
        namespace.ifPresent(about -> tell(about, decision.told()));
    }

    private static boolean isOurs(ZoneFailover failover) {
        Map<String, String> labels =
                Objects.requireNonNullElse(failover.getMetadata().getLabels(), Map.of());
        return Labels.ZONEKEEPER.equals(labels.get(Labels.MANAGED_BY));
    }

    private void create(String namespace) {
        var failover = new ZoneFailover();
        failover.setMetadata(new ObjectMetaBuilder()
                .withNamespace(namespace)
                .withName(NAME)
                .addToLabels(Labels.MANAGED_BY, Labels.ZONEKEEPER)
                .build());
        failover.setSpec(new ZoneFailoverSpec(null, null, null, null, null));
        long began = System.nanoTime();
        try {
            environment.client().resource(failover).create();
            environment.metrics().wrote("ZoneFailover", began);
        } catch (KubernetesClientException e) {
            // Made meanwhile: the watch tells.
            if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                throw e;
            }
        }
    }

    private void delete(String namespace, String name) {
        long began = System.nanoTime();
        environment
                .client()
                .resources(ZoneFailover.class)
                .inNamespace(namespace)
                .withName(name)
                .delete();
        environment.metrics().wrote("ZoneFailover", began);
    }

    private void tell(Namespace namespace, Optional<Refusal> refusal) {
        String name = namespace.getMetadata().getName();
        String message = refusal.map(Refusal::message).orElse("");
        if (!message.equals(told.put(name, message))) {
            refusal.ifPresent(why -> {
                environment.metrics().refused("ZoneFailover", why.reason());
                environment.events().warning(namespace, why.reason(), why.message());
            });
        }
    }
}
