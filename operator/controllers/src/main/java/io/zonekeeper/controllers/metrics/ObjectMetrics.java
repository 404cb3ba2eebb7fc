package io.zonekeeper.controllers.metrics;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.zonekeeper.api.v1alpha1.ZonedService;
import io.zonekeeper.api.v1alpha1.ZonedServiceStatus;
import io.zonekeeper.api.v1alpha1.ZonedServiceStatus.LoadBalancerStatus;
import io.zonekeeper.api.v1alpha1.ZonedServiceStatus.ZoneLoss;
import io.zonekeeper.api.v1alpha1.ZonedServiceStatus.ZoneStack;
import io.zonekeeper.core.aws.shift.ShiftPlan;
import io.zonekeeper.core.evacuation.StackState;
import io.zonekeeper.kube.metrics.Label;
import io.zonekeeper.kube.metrics.MetricCatalog;
import io.zonekeeper.kube.metrics.MetricCatalog.Row;

import io.fabric8.kubernetes.client.CustomResource;

/**
 * What the statuses of all objects amount to. The number of series depends on the number of zones and on the conditions
 * and reasons there are, never on the number of objects.
 *
 * <p>Only the leader has objects; other replicas have none of these series, or zeros.
 */
public final class ObjectMetrics {
    private static final double MILLIS_PER_SECOND = 1000;
    private static final String DESIRED = "desired";
    private static final String READY = "ready";
    private static final List<String> STATUSES = List.of("True", "False", "Unknown");

    private final MetricCatalog.Rows conditions;
    private final MetricCatalog.Rows states;
    private final MetricCatalog.Rows pods;
    private final MetricCatalog.Rows losses;
    private final MetricCatalog.Rows balancers;
    private final MetricCatalog.Rows expiries;
    private final MetricCatalog.Readings observing;
    private final Map<String, Supplier<? extends Stream<? extends CustomResource<?, ?>>>> kinds =
            new ConcurrentHashMap<>();

    ObjectMetrics(MetricCatalog catalog, Label kind, Label zone) {
        conditions = catalog.rows(
                "zonekeeper_conditions",
                "Objects by one of their conditions, as the leader knows them.",
                kind,
                Label.ofCluster("condition", "type of the condition"),
                Label.of("status", "status of the condition", STATUSES.stream()),
                Label.ofCluster(
                        "reason", "reason of the condition, in [reasons](reasons.md); without a number at its end"));
        states = catalog.rows(
                "zonekeeper_service_zones",
                "ZonedServices by their state in a zone, as the leader knows them.",
                zone,
                Label.of(
                        "state", "the state", Arrays.stream(StackState.values()).map(StackState::word)));
        pods = catalog.rows(
                "zonekeeper_service_pods",
                "Pods of all ZonedServices in a zone, as the leader knows them.",
                zone,
                Label.of("state", "`desired`: as planned; `ready`: those that are ready", Stream.of(DESIRED, READY)));
        losses = catalog.rows(
                "zonekeeper_zone_loss_percent",
                "Ready pods that would be left if a zone were lost now, as a percentage of replicas: of the ZonedService with the"
                        + " fewest; NaN without one.",
                zone);
        balancers = catalog.rows(
                "zonekeeper_loadbalancers",
                "Load balancers of ZonedServices by the state of their zonal shift, as the leader knows them.",
                Label.of(
                        "state",
                        "the state",
                        Arrays.stream(ShiftPlan.State.values()).map(ShiftPlan.State::word)));
        expiries = catalog.rows(
                "zonekeeper_loadbalancer_shift_expiry_seconds",
                "Time until the first of Zonekeeper's zonal shifts away from a zone expires; NaN without one.",
                zone);
        observing = catalog.gauge(
                "zonekeeper_observing_zones",
                "Zones whose observers have sent trusted reports to this process recently.");
    }

    /** Counts the conditions of a kind's objects from here on, as its controller caches them. */
    public void count(String kind, Supplier<? extends Stream<? extends CustomResource<?, ?>>> objects) {
        kinds.put(kind, objects);
    }

    /** Reads the number of zones whose observers report by this. */
    public void observing(IntSupplier zones) {
        observing.by(zones::getAsInt);
    }

    /** Counts all conditions again. */
    public void refreshConditions() {
        Map<List<String>, Integer> counts = new HashMap<>();
        kinds.forEach((kind, objects) -> objects.get()
                .flatMap(StatusConditions::of)
                .forEach(condition -> counts.merge(
                        List.of(
                                kind,
                                condition.type(),
                                condition.status(),
                                withoutNumber(Objects.requireNonNullElse(condition.reason(), ""))),
                        1,
                        Integer::sum)));
        conditions.replace(counts.entrySet().stream().map(each -> new Row(each.getValue(), each.getKey())));
    }

    /**
     * Shows what the statuses of all services amount to.
     *
     * @param zones names of the zones; each has all its series, whether a service uses it or not
     */
    public void services(Collection<ZonedService> services, Collection<String> zones, Instant now) {
        List<ZonedServiceStatus> statuses = services.stream()
                .map(ZonedService::getStatus)
                .filter(Objects::nonNull)
                .toList();
        Map<String, List<ZoneStack>> stacks = statuses.stream()
                .flatMap(status -> stream(status.zones()))
                .collect(Collectors.groupingBy(ZoneStack::zone));
        states.replace(zones.stream()
                .flatMap(zone -> Arrays.stream(StackState.values())
                        .map(state -> Row.of(
                                count(stacks.get(zone), stack -> state.word().equals(stack.state())),
                                zone,
                                state.word()))));
        pods.replace(zones.stream()
                .flatMap(zone -> Stream.of(
                        Row.of(sum(stacks.get(zone), ZoneStack::desired), zone, DESIRED),
                        Row.of(sum(stacks.get(zone), ZoneStack::ready), zone, READY))));
        losses(statuses, zones);
        balancers(statuses, zones, now);
    }

    private void losses(List<ZonedServiceStatus> statuses, Collection<String> zones) {
        Map<String, Integer> least = statuses.stream()
                .flatMap(status -> stream(status.zoneLoss()))
                .filter(loss -> loss.percentLeft() != null)
                .collect(Collectors.toMap(ZoneLoss::zone, ZoneLoss::percentLeft, Math::min));
        losses.replace(zones.stream().map(zone -> Row.of(orNaN(least.get(zone)), zone)));
    }

    private void balancers(List<ZonedServiceStatus> statuses, Collection<String> zones, Instant now) {
        List<LoadBalancerStatus> all = new ArrayList<>(statuses.stream()
                .flatMap(status -> stream(status.loadBalancers()))
                .toList());
        balancers.replace(Arrays.stream(ShiftPlan.State.values())
                .map(state -> Row.of(count(all, each -> state.word().equals(each.state())), state.word())));
        Map<String, Double> first = all.stream()
                .filter(each -> ShiftPlan.State.SHIFTED.word().equals(each.state()))
                .filter(each -> each.zone() != null && each.expires() != null)
                .collect(Collectors.toMap(LoadBalancerStatus::zone, each -> left(each, now), Math::min));
        expiries.replace(zones.stream().map(zone -> Row.of(orNaN(first.get(zone)), zone)));
    }

    private static double left(LoadBalancerStatus balancer, Instant now) {
        return Duration.between(now, Instant.parse(balancer.expires())).toMillis() / MILLIS_PER_SECOND;
    }

    private static Number orNaN(Number number) {
        return number == null ? Double.NaN : number;
    }

    private static <T> Stream<T> stream(List<T> list) {
        return Stream.ofNullable(list).flatMap(List::stream);
    }

    private static <T> long count(List<T> list, Predicate<T> filter) {
        return stream(list).filter(filter).count();
    }

    private static int sum(List<ZoneStack> stacks, Function<ZoneStack, Integer> number) {
        return stream(stacks)
                .map(number)
                .filter(Objects::nonNull)
                .mapToInt(Integer::intValue)
                .sum();
    }

    /** {@code Tolerates1} and {@code Tolerates2} are one series. */
    private static String withoutNumber(String reason) {
        return reason.replaceFirst("\\d+$", "");
    }
}
