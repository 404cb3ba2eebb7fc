package io.zonekeeper.controllers.shards;

import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Map;
import java.util.Optional;

import io.zonekeeper.controllers.framework.Environment;
import io.zonekeeper.kube.config.OperatorConfig.Shard;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;

/**
 * The Lease in which the operator that judges announces among how many the services are divided. An operator of another
 * division keeps nothing: services have one keeper even while a release changes from one division to the next.
 *
 * <p>Where services were never divided there is none.
 */
final class ShardLease {
    private static final String SUFFIX = "-shards";
    private static final String COUNT = "zonekeeper.io/shards";
    private static final int WHOLE = 1;

    /** Renewed this often while services are divided. */
    static final Duration RENEWED_EVERY = Duration.ofSeconds(5);

    /** Six renewals were missed by then. */
    static final Duration SILENT_AFTER = RENEWED_EVERY.multipliedBy(6);

    private final KubernetesClient client;
    private final Clock clock;
    private final String namespace;
    private final String name;

    /** Names it after the Lease of leader election. */
    ShardLease(Environment environment) {
        this.client = environment.client();
        this.clock = environment.clock();
        this.namespace = environment.config().namespace();
        this.name = environment
                        .config()
                        .shard()
                        .statedLease(environment.config().leaderElection().leaseName())
                + SUFFIX;
    }

    /** Returns how many operators a Lease announces. */
    static int count(Optional<Lease> lease) {
        return lease.map(known -> known.getMetadata().getAnnotations())
                .map(annotations -> annotations.get(COUNT))
                .map(Integer::parseInt)
                .orElse(WHOLE);
    }

    /** Returns where it is read and watched. */
    Resource<Lease> resource() {
        return client.leases().inNamespace(namespace).withName(name);
    }

    /**
     * Announces a division, and that its judge lives.
     *
     * @param holder the process that judges
     */
    void announce(Shard shard, String holder) {
        Optional<Lease> before = Optional.ofNullable(resource().get());
        if (before.isEmpty() && !shard.divided()) {
            return;
        }
        Lease lease = new LeaseBuilder(before.orElseGet(Lease::new))
                .editOrNewMetadata()
                .withName(name)
                .withNamespace(namespace)
                .addToAnnotations(Map.of(COUNT, Integer.toString(shard.count())))
                .endMetadata()
                .editOrNewSpec()
                .withHolderIdentity(holder)
                .withLeaseDurationSeconds((int) SILENT_AFTER.toSeconds())
                .withRenewTime(ZonedDateTime.ofInstant(clock.instant(), ZoneOffset.UTC))
                .endSpec()
                .build();
        if (before.isPresent()) {
            client.resource(lease).update();
        } else {
            client.resource(lease).create();
        }
    }
}
