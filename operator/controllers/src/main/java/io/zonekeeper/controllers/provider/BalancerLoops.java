package io.zonekeeper.controllers.provider;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

import io.zonekeeper.api.v1alpha1.LoadBalancer;
import io.zonekeeper.api.v1alpha1.ZoneHealthPolicySpec;
import io.zonekeeper.api.v1alpha1.ZonedService;
import io.zonekeeper.api.v1alpha1.ZonedServiceStatus.LoadBalancerStatus;
import io.zonekeeper.controllers.cluster.Change;
import io.zonekeeper.controllers.cluster.ClusterState;
import io.zonekeeper.controllers.provider.BalancerLoop.Away;
import io.zonekeeper.controllers.provider.BalancerLoop.ShiftRequest;
import io.zonekeeper.controllers.zonedservice.planning.LoadBalancers;
import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.reasons.ServiceReason;
import io.zonekeeper.core.zone.KnownZone;

/** The load balancers of all services: takes note of what services want and returns at once. */
final class BalancerLoops implements LoadBalancers, AutoCloseable {
    private final AwsRegions regions;
    private final AwsPoller news;
    private final ClusterState state;
    private final Duration expiresIn;
    private final Clock clock;
    private final Map<String, BalancerLoop> keepers = new ConcurrentHashMap<>();

    BalancerLoops(AwsRegions regions, AwsPoller news, ClusterState state, Duration expiresIn, Clock clock) {
        this.regions = regions;
        this.news = news;
        this.state = state;
        this.expiresIn = expiresIn;
        this.clock = clock;
    }

    @Override
    public boolean on() {
        return true;
    }

    @Override
    public void keep(ZonedService service, Request request) {
        String key = key(service);
        Set<String> named = named(service).stream().map(LoadBalancer::arn).collect(Collectors.toSet());
        keepers.forEach((arn, keeper) -> {
            if (!named.contains(arn)) {
                keeper.forget(key);
            }
        });
        for (LoadBalancer balancer : named(service)) {
            BalancerLoop keeper = keepers.computeIfAbsent(balancer.arn(), this::keeper);
            boolean off = balancer.zonalShift() == LoadBalancer.ZonalShift.DISABLED;
            keeper.request(new ShiftRequest(
                    key,
                    service.getMetadata().getNamespace(),
                    Objects.requireNonNullElse(service.getMetadata().getUid(), ""),
                    off ? Optional.empty() : away(keeper, key, request)));
        }
    }

    /** A shift that stands stays until its zone gets traffic again; of several zones the first one is led away from. */
    private Optional<Away> away(BalancerLoop keeper, String service, Request request) {
        Optional<Away> standing =
                keeper.awayFor(service).filter(zone -> request.away().contains(zone.name()));
        Optional<Away> first = request.cordoned().stream().findFirst().map(this::away);
        boolean better = standing.isPresent() && (standing.get().objection().isEmpty() || first.isEmpty());
        return better ? standing : first;
    }

    private Away away(KnownZone zone) {
        Optional<Refusal> mistaken = news.mistaken(zone.identity());
        Optional<String> id = news.id(zone.identity());
        Optional<Refusal> objection = mistaken.or(() -> id.isPresent()
                ? Optional.empty()
                : Optional.of(new Refusal(
                        ServiceReason.ZONE_ID_UNKNOWN,
                        "the ID of %s, which ARC requires, is known neither from its nodes' labels nor from AWS"
                                .formatted(zone.name()))));
        return new Away(zone.name(), id.orElse(""), objection);
    }

    @Override
    public List<LoadBalancerStatus> statuses(ZonedService service) {
        return named(service).stream()
                .map(LoadBalancer::arn)
                .map(arn -> Optional.ofNullable(keepers.get(arn)).map(BalancerLoop::status))
                .flatMap(Optional::stream)
                .toList();
    }

    /** Checks all of them now: the policy may allow something else. */
    void poke() {
        keepers.values().forEach(BalancerLoop::poke);
    }

    @Override
    public void close() {
        keepers.values().forEach(BalancerLoop::close);
    }

    private BalancerLoop keeper(String arn) {
        String region = arn.split(":", -1)[3];
        return new BalancerLoop(
                        arn,
                        regions.of(region).shifts(),
                        () -> state.policy()
                                .aws()
                                .map(ZoneHealthPolicySpec.Aws::allow)
                                .orElse(List.of()),
                        state::serviceKeys,
                        expiresIn,
                        clock,
                        () -> changed(arn))
                .start();
    }

    private void changed(String arn) {
        Set<String> services =
                keepers.get(arn) == null ? Set.of() : keepers.get(arn).services();
        state.changes().publish(new Change.Services(services));
    }

    private static List<LoadBalancer> named(ZonedService service) {
        return Objects.requireNonNullElse(service.getSpec().loadBalancers(), List.of());
    }

    private static String key(ZonedService service) {
        return service.getMetadata().getNamespace() + "/"
                + service.getMetadata().getName();
    }
}
