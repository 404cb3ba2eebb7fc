package io.zonekeeper.controllers.zonedservice.report;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import io.zonekeeper.api.v1alpha1.Condition;
import io.zonekeeper.api.v1alpha1.ZonedService;
import io.zonekeeper.api.v1alpha1.ZonedServiceStatus;
import io.zonekeeper.api.v1alpha1.ZonedServiceStatus.DisruptionStatus;
import io.zonekeeper.api.v1alpha1.ZonedServiceStatus.LoadBalancerStatus;
import io.zonekeeper.api.v1alpha1.ZonedServiceStatus.RolloutStatus;
import io.zonekeeper.api.v1alpha1.ZonedServiceStatus.ZoneStack;
import io.zonekeeper.controllers.metrics.OperatorMetrics;
import io.zonekeeper.controllers.zonedservice.children.RemainingTraffic;
import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.evacuation.StackState;
import io.zonekeeper.core.reasons.Reason;
import io.zonekeeper.core.reasons.ServiceReason;
import io.zonekeeper.core.rollout.RolloutPhase;
import io.zonekeeper.kube.events.Events;

/** Tells in Events and metrics what became of a service: each step of leaving a zone and coming back, each refusal. */
public final class ServiceEvents {
    private static final String HELD = "EvacuationHeld";
    private static final String DISRUPTION_HELD = "DisruptionHeld";
    private static final String EXCLUDED = "ZonesExcluded";

    private final Events events;
    private final OperatorMetrics metrics;

    public ServiceEvents(Events events, OperatorMetrics metrics) {
        this.events = events;
        this.metrics = metrics;
    }

    /**
     * Tells what a status records that the one before did not.
     *
     * @param service with the status before
     * @param status the new one
     */
    public void tell(ZonedService service, ZonedServiceStatus status) {
        Optional<Refusal> stalled = ServiceReport.stalled(status);
        if (stalled.isPresent() && !stalled.equals(ServiceReport.stalled(service.getStatus()))) {
            refuse(service, stalled.get());
        }
        condition(status, RemainingTraffic.CONDITION)
                .filter(now -> condition(service.getStatus(), RemainingTraffic.CONDITION)
                        .map(Condition::message)
                        .filter(now.message()::equals)
                        .isEmpty())
                .ifPresent(now -> refuse(service, now));
        tellDisruption(service, status);
        tellSteps(service, status);
        tellRollout(service, status);
        tellLoadBalancers(service, status);
        Optional<Condition> excluded = condition(status, EXCLUDED);
        excluded.filter(now -> condition(service.getStatus(), EXCLUDED)
                        .filter(before -> withoutCounts(before).equals(withoutCounts(now)))
                        .isEmpty())
                .ifPresent(now -> refuse(service, now));
        condition(status, ServiceReport.NOT_ACTED_ON)
                .filter(now -> condition(service.getStatus(), ServiceReport.NOT_ACTED_ON)
                        .isEmpty())
                .ifPresent(now -> refuse(service, now));
    }

    /**
     * Reports why zones are not evacuated that should be, where the status before did not.
     *
     * @param service with the status before
     */
    public void heldBack(ZonedService service, List<Refusal> refusals) {
        Optional<Condition> before = condition(service.getStatus(), HELD);
        refusals.stream()
                .filter(refusal -> before.filter(told -> tells(told, refusal)).isEmpty())
                .forEach(refusal -> refuse(service, refusal));
    }

    private void tellRollout(ZonedService service, ZonedServiceStatus status) {
        Optional<RolloutStatus> before =
                Optional.ofNullable(service.getStatus()).map(ZonedServiceStatus::rollout);
        RolloutStatus now = status.rollout();
        if (now == null
                || before.isEmpty()
                || (now.phase().equals(before.get().phase())
                        && Objects.equals(now.zone(), before.get().zone())
                        && now.revision().equals(before.get().revision()))) {
            return;
        }
        String said = status.conditions().stream()
                .filter(condition -> condition.type().equals("RolledOut"))
                .map(Condition::message)
                .findFirst()
                .orElse("");
        // A halted rollout is reported by its refusal: it is Stalled.
        if (!now.phase().equals(RolloutPhase.HALTED.word())) {
            events.normal(
                    service,
                    Reason.read("Rollout" + now.phase(), ServiceReason.values()),
                    "template %s: %s".formatted(now.revision(), said));
        }
    }

    private void tellLoadBalancers(ZonedService service, ZonedServiceStatus status) {
        Map<String, LoadBalancerStatus> before = new HashMap<>();
        loadBalancers(service.getStatus()).forEach(balancer -> before.put(balancer.arn(), balancer));
        for (LoadBalancerStatus now : loadBalancers(status)) {
            LoadBalancerStatus was = before.get(now.arn());
            String wasState = was == null ? "Open" : was.state();
            boolean same = now.state().equals(wasState)
                    && (was == null || Objects.equals(now.zone(), was.zone()))
                    && Objects.equals(now.reason(), was == null ? null : was.reason());
            if (same) {
                continue;
            }
            String said = now.reason() == null ? "" : ": " + now.reason();
            String away = now.zone() == null ? "" : " away from " + now.zone();
            switch (now.state()) {
                case "Refused" ->
                    refuse(service, new Refusal(ServiceReason.LOAD_BALANCER_NOT_SHIFTED, now.arn() + said));
                case "Shifting" -> metrics.shifted(now.state());
                case "Open" -> {
                    metrics.shifted(now.state());
                    events.normal(
                            service, ServiceReason.LOAD_BALANCER_RETURNED, now.arn() + " is no longer shifted" + said);
                }
                default -> {
                    metrics.shifted(now.state());
                    events.normal(
                            service,
                            ServiceReason.LOAD_BALANCER_SHIFTED,
                            "%s is %s%s%s".formatted(now.arn(), now.state(), away, said));
                }
            }
        }
    }

    private static List<LoadBalancerStatus> loadBalancers(ZonedServiceStatus status) {
        return Optional.ofNullable(status)
                .map(ZonedServiceStatus::loadBalancers)
                .orElse(List.of());
    }

    private void refuse(ZonedService service, Condition condition) {
        refuse(service, new Refusal(Reason.read(condition.reason(), ServiceReason.values()), condition.message()));
    }

    private void refuse(ZonedService service, Refusal refusal) {
        metrics.refused("ZonedService", refusal.reason());
        events.warning(service, refusal.reason(), refusal.message());
    }

    /** Ordinary turns are not told: they are as regular as the clock. */
    private void tellDisruption(ZonedService service, ZonedServiceStatus status) {
        Optional<Condition> held = condition(status, DISRUPTION_HELD);
        Optional<String> toldBefore =
                condition(service.getStatus(), DISRUPTION_HELD).map(Condition::reason);
        held.filter(now -> !toldBefore.equals(Optional.of(now.reason()))).ifPresent(now -> refuse(service, now));
        Optional<DisruptionStatus> before =
                Optional.ofNullable(service.getStatus()).map(ZonedServiceStatus::disruption);
        Optional.ofNullable(status.disruption())
                .filter(now -> now.openZone() != null
                        && !Optional.of(now.openZone()).equals(before.map(DisruptionStatus::openZone)))
                .ifPresent(now -> events.normal(
                        service,
                        ServiceReason.DISRUPTION_OPEN,
                        "%s is open to evictions: %s".formatted(now.openZone(), now.reason())));
    }

    private void tellSteps(ZonedService service, ZonedServiceStatus status) {
        Map<String, ZoneStack> before = new HashMap<>();
        Optional.ofNullable(service.getStatus())
                .map(ZonedServiceStatus::zones)
                .orElse(List.of())
                .forEach(stack -> before.put(stack.zone(), stack));
        for (ZoneStack stack : Objects.requireNonNullElse(status.zones(), List.<ZoneStack>of())) {
            StackState was = state(before.get(stack.zone()));
            StackState is = state(stack);
            if (is == was) {
                continue;
            }
            metrics.stackMoved(was, is);
            String why = stack.reason() == null ? "" : ": " + stack.reason();
            String message = "%s is %s, was %s%s".formatted(stack.zone(), is.word(), was.word(), why);
            switch (is) {
                case ACTIVE ->
                    events.normal(
                            service,
                            ServiceReason.RETURNED,
                            "%s gets traffic again, was %s".formatted(stack.zone(), was.word()));
                case RETURNING -> events.normal(service, is, message);
                case SHEDDING, REPLACING, DRAINED, REMOVING -> events.warning(service, is, message);
            }
        }
    }

    private static StackState state(ZoneStack stack) {
        return Optional.ofNullable(stack)
                .flatMap(known -> StackState.of(known.state()))
                .orElse(StackState.ACTIVE);
    }

    /** How many nodes of a zone suit no pod is no news. */
    private static String withoutCounts(Condition excluded) {
        return excluded.message().replaceAll("\\b[0-9]+ ", "");
    }

    /** Messages hold numbers of the moment: that there are others now is no news. */
    private static boolean tells(Condition condition, Refusal refusal) {
        return condition.reason().equals(refusal.reason().word())
                || condition.message().contains(refusal.message());
    }

    private static Optional<Condition> condition(ZonedServiceStatus status, String type) {
        return Optional.ofNullable(status).map(ZonedServiceStatus::conditions).orElse(List.of()).stream()
                .filter(condition -> condition.type().equals(type))
                .findFirst();
    }
}
