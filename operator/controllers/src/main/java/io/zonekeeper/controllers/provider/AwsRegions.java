package io.zonekeeper.controllers.provider;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import io.zonekeeper.aws.AwsAccess;
import io.zonekeeper.aws.AwsRegion;
import io.zonekeeper.aws.CallListener;
import io.zonekeeper.controllers.cluster.ClusterState;
import io.zonekeeper.core.zone.KnownZone;
import io.zonekeeper.kube.config.OperatorConfig;

/** The regions of AWS that are asked, each with its clients. */
final class AwsRegions implements AutoCloseable {
    private final OperatorConfig.Aws config;
    private final ClusterState state;
    private final CallListener listener;
    private final Map<String, AwsRegion> regions = new ConcurrentHashMap<>();

    AwsRegions(OperatorConfig.Aws config, ClusterState state, CallListener listener) {
        this.config = config;
        this.state = state;
        this.listener = listener;
    }

    /** Returns what a region is asked through. */
    AwsRegion of(String region) {
        return regions.computeIfAbsent(
                region, name -> new AwsRegion(name, new AwsAccess(config.endpoint(), config.endpoints()), listener));
    }

    /**
     * Returns the name of the region that the cluster is in: the configuration's, else the policy's, the environment's,
     * or that of the nodes' labels; empty while none is known.
     */
    Optional<String> home() {
        return config.region()
                .or(() -> state.policy().aws().map(aws -> aws.region()).filter(region -> !region.isBlank()))
                .or(() -> Optional.ofNullable(System.getenv("AWS_REGION")).filter(region -> !region.isBlank()))
                .or(() -> state.catalog().stream()
                        .flatMap(zones -> zones.zones().stream())
                        .map(KnownZone::identity)
                        .map(identity -> identity.region())
                        .filter(region -> !region.isEmpty())
                        .findFirst());
    }

    @Override
    public void close() {
        regions.values().forEach(AwsRegion::close);
    }
}
