package io.zonekeeper.web.view;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

import io.zonekeeper.api.v1alpha1.ZoneFailover;
import io.zonekeeper.api.v1alpha1.ZoneFailoverStatus;
import io.zonekeeper.api.v1alpha1.ZoneFailoverStatus.ServiceState;
import io.zonekeeper.api.v1alpha1.ZoneFailoverStatus.ZoneState;
import io.zonekeeper.core.placement.LossForecast;

/** Makes the rows of a ZoneFailover: one for each Service that it selects. */
final class FailoverViews {
    private static final String KIND = "ZoneFailover";

    private FailoverViews() {}

    static Stream<ServiceView> of(ZoneFailover failover) {
        Optional<ZoneFailoverStatus> status = Optional.ofNullable(failover.getStatus());
        List<Problem> problems =
                Problems.of(status.map(ZoneFailoverStatus::conditions).orElse(null));
        List<ServiceState> services = status.map(ZoneFailoverStatus::services).orElse(List.of());
        return services.isEmpty()
                ? Stream.of(
                        row(failover, new ServiceState(failover.getMetadata().getName(), null, List.of()), problems))
                : services.stream().map(service -> row(failover, service, of(service, problems)));
    }

    /** Conditions are the ZoneFailover's; what concerns one zone or one Service is in its own fields. */
    private static List<Problem> of(ServiceState service, List<Problem> all) {
        boolean evacuated = zones(service).anyMatch(zone -> cell(zone).evacuated());
        List<Problem> own = new ArrayList<>();
        Optional.ofNullable(service.unprotected())
                .ifPresent(why -> own.add(new Problem("Protected", "Unprotected", why, null)));
        all.stream()
                .filter(problem -> !problem.condition().equals("Protected"))
                .filter(problem -> evacuated || !problem.condition().equals("Evacuating"))
                .forEach(own::add);
        return own;
    }

    private static ServiceView row(ZoneFailover failover, ServiceState service, List<Problem> problems) {
        Map<String, Cell> cells = new TreeMap<>();
        Map<String, Integer> serving = new TreeMap<>();
        zones(service).forEach(zone -> {
            cells.put(zone.zone(), cell(zone));
            serving.put(zone.zone(), Boolean.FALSE.equals(zone.serving()) ? 0 : number(zone.ready()));
        });
        int pods = zones(service).mapToInt(zone -> number(zone.pods())).sum();
        Map<String, Loss> losses = new TreeMap<>();
        LossForecast.of(pods, serving)
                .zones()
                .forEach(loss -> losses.put(loss.zone(), new Loss(loss.readyLeft(), loss.percent())));
        return new ServiceView(
                KIND,
                failover.getMetadata().getNamespace(),
                service.name(),
                failover.getMetadata().getName(),
                pods,
                zones(service).mapToInt(zone -> number(zone.ready())).sum(),
                Problems.severity(problems),
                Problems.status(problems),
                cells,
                losses,
                problems,
                new Facts()
                        .add("ZoneFailover", failover.getMetadata().getName())
                        .list());
    }

    private static Stream<ZoneState> zones(ServiceState service) {
        return Optional.ofNullable(service.zones()).orElse(List.of()).stream();
    }

    private static Cell cell(ZoneState zone) {
        return new Cell(
                zone.state(),
                zone.pods(),
                zone.ready(),
                zone.serving(),
                zone.since(),
                zone.reason(),
                zone.evacuationCause());
    }

    private static int number(Integer value) {
        return Optional.ofNullable(value).orElse(0);
    }
}
