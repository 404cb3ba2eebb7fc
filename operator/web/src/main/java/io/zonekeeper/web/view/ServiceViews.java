package io.zonekeeper.web.view;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import io.zonekeeper.api.v1alpha1.ZonedService;
import io.zonekeeper.api.v1alpha1.ZonedServiceStatus;
import io.zonekeeper.api.v1alpha1.ZonedServiceStatus.ZoneStack;

/** Makes the row of a ZonedService. */
final class ServiceViews {
    private ServiceViews() {}

    static ServiceView of(ZonedService service) {
        Optional<ZonedServiceStatus> status = Optional.ofNullable(service.getStatus());
        List<Problem> problems =
                Problems.of(status.map(ZonedServiceStatus::conditions).orElse(null));
        Map<String, Cell> cells = new TreeMap<>();
        status.map(ZonedServiceStatus::zones).orElse(List.of()).forEach(stack -> cells.put(stack.zone(), cell(stack)));
        Map<String, Loss> losses = new TreeMap<>();
        status.map(ZonedServiceStatus::zoneLoss)
                .orElse(List.of())
                .forEach(loss -> losses.put(loss.zone(), new Loss(loss.readyLeft(), loss.percentLeft())));
        return new ServiceView(
                "ZonedService",
                service.getMetadata().getNamespace(),
                service.getMetadata().getName(),
                null,
                service.getSpec() == null ? null : service.getSpec().replicas(),
                status.map(ZonedServiceStatus::readyReplicas).orElse(null),
                Problems.severity(problems),
                Problems.status(problems),
                cells,
                losses,
                problems,
                status.map(ServiceViews::facts).orElse(List.of()));
    }

    private static Cell cell(ZoneStack stack) {
        return new Cell(
                stack.state(),
                stack.desired(),
                stack.ready(),
                stack.serving(),
                stack.since(),
                stack.reason(),
                stack.evacuationCause());
    }

    private static List<Fact> facts(ZonedServiceStatus status) {
        Facts facts = new Facts();
        Optional.ofNullable(status.rollout())
                .ifPresent(rollout -> facts.add("Rollout", rollout.phase())
                        .add("Rollout in zone", rollout.zone())
                        .add("Pods refused", rollout.refused()));
        Optional.ofNullable(status.disruption())
                .ifPresent(disruption -> facts.add("Zone open for evictions", disruption.openZone())
                        .add("Evictions", disruption.reason()));
        Optional.ofNullable(status.loadBalancers())
                .orElse(List.of())
                .forEach(balancer -> facts.add(
                        "Load balancer " + balancer.arn(),
                        String.join(
                                " ",
                                balancer.state(),
                                Optional.ofNullable(balancer.zone()).orElse(""),
                                Optional.ofNullable(balancer.reason()).orElse(""))));
        return facts.list();
    }
}
