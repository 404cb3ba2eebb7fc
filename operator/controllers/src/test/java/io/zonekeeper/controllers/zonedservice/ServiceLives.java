package io.zonekeeper.controllers.zonedservice;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;

import io.zonekeeper.api.v1alpha1.ZonedService;
import io.zonekeeper.api.v1alpha1.ZonedServiceStatus;
import io.zonekeeper.controllers.cluster.ClusterState;
import io.zonekeeper.controllers.cluster.Verdicts;
import io.zonekeeper.controllers.cluster.ZoneState;
import io.zonekeeper.controllers.framework.Environment;
import io.zonekeeper.controllers.framework.Leadership;
import io.zonekeeper.controllers.framework.SteadyClock;
import io.zonekeeper.controllers.pacing.EvacuationBudget;
import io.zonekeeper.controllers.zonedservice.planning.LoadBalancers;
import io.zonekeeper.controllers.zonedservice.planning.Planned;
import io.zonekeeper.controllers.zonedservice.planning.PodDiagnostics;
import io.zonekeeper.controllers.zonedservice.planning.Resolved;
import io.zonekeeper.controllers.zonedservice.planning.ServicePlanning;
import io.zonekeeper.controllers.zonedservice.pods.PodPlaces;
import io.zonekeeper.controllers.zonedservice.pods.ZoneFits;
import io.zonekeeper.controllers.zonedservice.report.ServiceReport;
import io.zonekeeper.core.cordon.CordonHistory;
import io.zonekeeper.core.cordon.ZoneDecision;
import io.zonekeeper.core.health.ProbeMatrix;
import io.zonekeeper.core.health.Sensitivity;
import io.zonekeeper.core.health.StackJudge;
import io.zonekeeper.core.health.StackVerdict;
import io.zonekeeper.core.health.ZoneVerdict;
import io.zonekeeper.core.service.FailedApplies;
import io.zonekeeper.core.service.ServicePlan;
import io.zonekeeper.core.service.ServicePlanner;
import io.zonekeeper.core.service.StackFact;
import io.zonekeeper.core.zone.KnownZone;
import io.zonekeeper.core.zone.Verdict;
import io.zonekeeper.core.zone.ZoneCatalog;
import io.zonekeeper.core.zone.ZoneIdentity;
import io.zonekeeper.kube.config.OperatorConfig;
import io.zonekeeper.manifests.stacks.EvacuationFacts;
import io.zonekeeper.manifests.stacks.PodTemplate;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;

/**
 * Services that run in zones a, b and c and may fail in a, for tests: planned and reported by what the operator uses.
 */
final class ServiceLives {
    private static final OperatorConfig CONFIG = new OperatorConfig(
            "zonekeeper",
            Set.of(),
            new OperatorConfig.LeaderElection(false, "zonekeeper", Duration.ZERO, Duration.ZERO, Duration.ZERO),
            new OperatorConfig.Listen("localhost", 0),
            new OperatorConfig.Log("info", "json"),
            1,
            8,
            Optional.empty(),
            Optional.empty(),
            new OperatorConfig.Aws(
                    false, Optional.empty(), Optional.empty(), Map.of(), Duration.ofSeconds(1), Duration.ofHours(1)),
            false);

    private final int perHour;
    final AtomicReference<Instant> time = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00.123Z"));
    private final Clock clock = new Clock() {
        @Override
        public Instant instant() {
            return time.get();
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    };
    private final Map<ProbeMatrix.Stack, StackVerdict> verdicts = new HashMap<>();
    private final ServiceReport report = new ServiceReport(clock, LoadBalancers.OFF);
    private final KubernetesSerialization yaml = new KubernetesSerialization();
    EvacuationBudget budget;
    ServicePace pace;
    ServiceResolver resolver;
    private ClusterState state;

    ServiceLives(int perHour) {
        this.perHour = perHour;
        restart();
    }

    /** Everything that only a process knows is forgotten. */
    void restart() {
        budget = new EvacuationBudget(() -> perHour, clock);
        state = new ClusterState(null);
        var leadership = new Leadership(CONFIG.leaderElection(), () -> {});
        var environment = new Environment(null, CONFIG, new SteadyClock(), null, null);
        PodPlaces places = new PodPlaces(environment, state, leadership);
        pace = new ServicePace(budget, null, null, null);
        resolver = new ServiceResolver(
                state, pace, new PodDiagnostics(null, System::nanoTime), new ZoneFits(state), places);
    }

    Life life(String name) {
        return new Life(name);
    }

    /** One service through the calls of {@link ZonedServiceReconciler}. */
    final class Life {
        final String name;
        final ZonedService service;
        final Map<String, Integer> desired = new TreeMap<>(Map.of("a", 3, "b", 3, "c", 3));

        Life(String name) {
            this.name = name;
            service = yaml.unmarshal("""
                    apiVersion: zonekeeper.io/v1alpha1
                    kind: ZonedService
                    metadata: {name: %s, namespace: shop, generation: 1}
                    spec:
                      replicas: 9
                      healthChecks: [{tcpSocket: {port: 80}}]
                      service: {ports: [{port: 80}]}
                      zoneFailure: {failback: {stableFor: 1s}}
                      template: {spec: {containers: [{name: c, image: i}]}}
                    """.formatted(name), ZonedService.class);
            service.setStatus(report.status(service, plan(), Map.of(), FailedApplies.nothing()));
        }

        /** Its status says that of its rollout; nothing where that is null. */
        void rollout(ZonedServiceStatus.RolloutStatus rollout) {
            ObjectMapper json = new ObjectMapper();
            ObjectNode status = json.valueToTree(service.getStatus());
            status.set("rollout", json.valueToTree(rollout));
            service.setStatus(json.convertValue(status, ZonedServiceStatus.class));
        }

        boolean evacuates() {
            fails();
            reconcile(true);
            return !state().equals("Active");
        }

        void fails() {
            judge(true);
        }

        void comesBack() {
            judge(false);
            passes(300);
        }

        private void judge(boolean failing) {
            String key = "shop/" + name;
            StackJudge judge = new StackJudge(Sensitivity.BALANCED);
            var stack = new ProbeMatrix.Stack(key, "a");
            Map<ProbeMatrix.Stack, StackVerdict> judged = Map.of();
            for (int second = 0; second < 6; second++) {
                judged = judge.judge(
                        Map.of(stack, new ProbeMatrix.StackView(3, failing ? 3 : 0, failing ? 3 : 0)),
                        judged,
                        time.get().plusSeconds(second));
            }
            verdicts.put(stack, judged.get(stack));
        }

        private void reconcile(boolean movesTraffic) {
            boolean trafficWritten = !movesTraffic;
            for (int round = 0; round < 12; round++) {
                time.set(time.get().plusMillis(1500));
                Planned planned = plan();
                if (!pace.reserve(service, planned, EvacuationFacts.memory(service))) {
                    planned = plan();
                }
                if (!trafficWritten && !planned.plan().outOfTraffic().isEmpty()) {
                    trafficWritten = true;
                    continue;
                }
                if (planned.plan().again() || planned.rollout().begins()) {
                    service.setStatus(report.status(service, planned, Map.of(), FailedApplies.nothing()));
                    planned = plan();
                }
                ServicePlan paced = ServicePlanner.plan(planned.observation().with(Integer.MAX_VALUE), planned.at());
                paced.stacks().forEach(stack -> desired.put(stack.zone().name(), stack.replicas()));
                service.setStatus(report.status(service, planned, Map.of(), FailedApplies.nothing()));
            }
        }

        Planned plan() {
            Resolved cached = resolved();
            return ServicePlanning.plan(resolver.asked(cached, ServicePlanning.plan(cached)));
        }

        Resolved resolved() {
            PodTemplate template = PodTemplate.of(service);
            Map<String, PodTemplate> told = new HashMap<>();
            desired.keySet().forEach(zone -> told.put(zone, template));
            List<StackFact> running = new ArrayList<>();
            desired.forEach(
                    (zone, pods) -> running.add(new StackFact(zone, pods, pods, pods, pods, true, Optional.empty())));
            state.judged(new Verdicts(Map.of(), verdicts, Set.of(), 3));
            return resolver.cached(service, zones(), running, List.of(), told, time.get());
        }

        /** No observer reports on it any more. */
        void forgetJudgement() {
            verdicts.clear();
        }

        void passes(int seconds) {
            time.set(time.get().plusSeconds(seconds));
            reconcile(false);
        }

        List<String> states() {
            return service.getStatus().zones().stream()
                    .map(stack -> stack.state())
                    .toList();
        }

        String reason() {
            return service.getStatus().zones().getFirst().reason();
        }

        String state() {
            return service.getStatus().zones().getFirst().state();
        }
    }

    private static ZoneState zones() {
        List<KnownZone> zones = new ArrayList<>();
        SortedMap<String, ZoneDecision> decisions = new TreeMap<>();
        for (String zone : List.of("a", "b", "c")) {
            zones.add(new KnownZone(ZoneIdentity.named(zone), zone, true, OptionalInt.of(zones.size())));
            var zoneVerdict = new ZoneVerdict(
                    zone,
                    Verdict.HEALTHY,
                    Instant.EPOCH,
                    Optional.of(Instant.EPOCH),
                    Map.of(),
                    List.of(),
                    false,
                    false);
            decisions.put(zone, new ZoneDecision(zoneVerdict, Optional.empty(), Optional.empty(), CordonHistory.NONE));
        }
        return new ZoneState(ZoneCatalog.of(zones), decisions);
    }
}
