package io.zonekeeper.app.service;

import java.time.Clock;
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
import io.zonekeeper.app.evacuation.EvacuationBudget;
import io.zonekeeper.app.health.NodeWatch;
import io.zonekeeper.app.health.Verdicts;
import io.zonekeeper.app.policy.PolicySettings;
import io.zonekeeper.app.zone.ZoneState;
import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.health.CordonHistory;
import io.zonekeeper.core.health.Judgement;
import io.zonekeeper.core.health.ProbeMatrix;
import io.zonekeeper.core.health.Sensitivity;
import io.zonekeeper.core.health.StackJudge;
import io.zonekeeper.core.health.StackJudgement;
import io.zonekeeper.core.health.ZoneStanding;
import io.zonekeeper.core.service.ServicePlan;
import io.zonekeeper.core.service.ServicePlanner;
import io.zonekeeper.core.service.StackFact;
import io.zonekeeper.core.service.Unapplied;
import io.zonekeeper.core.zone.KnownZone;
import io.zonekeeper.core.zone.Verdict;
import io.zonekeeper.core.zone.ZoneCatalog;
import io.zonekeeper.core.zone.ZoneIdentity;

import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Services fail in zone a, each by itself: limits.serviceEvacuationsPerHour counts evacuations, not their steps. */
class ServiceEvacuationsPerHourTest {
    private static final int PER_HOUR = 20;

    private final AtomicReference<Instant> time = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00.123Z"));
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
    private final Map<ProbeMatrix.Stack, StackJudgement> judgements = new HashMap<>();
    private final ServiceReport report = new ServiceReport(clock, LoadBalancers.OFF);
    private final KubernetesSerialization yaml = new KubernetesSerialization();
    private EvacuationBudget budget;
    private ServicePlanning planning;

    ServiceEvacuationsPerHourTest() {
        restart();
    }

    /** Everything that only a process knows is forgotten. */
    private void restart() {
        budget = new EvacuationBudget(() -> PER_HOUR, clock);
        NodeWatch noNodes = new NodeWatch(null);
        planning = new ServicePlanning(
                () -> new Verdicts(Map.of(), judgements, Set.of(), 3),
                new PolicySettings(),
                budget,
                null,
                null,
                null,
                null,
                new ZoneFits(noNodes),
                new PodPlaces(null, noNodes, Set.of()),
                clock);
    }

    @Test
    void eachEvacuationCountsOnceHoweverManyStepsItTakes() {
        for (int service = 0; service < PER_HOUR; service++) {
            Life life = new Life("svc" + service);
            assertThat(life.evacuates()).as(life.name).isTrue();
            assertThat(budget.left()).as(life.name).isEqualTo(PER_HOUR - service - 1);
            assertThat(life.state()).isEqualTo("Drained");
        }
        Life last = new Life("one-too-many");
        assertThat(last.evacuates()).isFalse();
        assertThat(last.plan().plan().heldBack())
                .extracting(Refusal::reason)
                .containsExactly("ServiceEvacuationsPerHour");
    }

    @Test
    void aProcessStartedSinceCountsWhatTheStatusesName() {
        List<Life> lives = new ArrayList<>();
        for (int service = 0; service < 5; service++) {
            lives.add(new Life("svc" + service));
            lives.getLast().evacuates();
        }
        restart();
        lives.forEach(Life::plan);
        assertThat(budget.left()).isEqualTo(PER_HOUR - 5);
    }

    @Test
    void itCountsForAnHourAfterTheServiceCameBackAndTheNextOneCountsAnew() {
        Life life = new Life("svc");
        life.evacuates();
        life.comesBack();
        assertThat(life.state()).isEqualTo("Active");
        restart();
        life.plan();
        assertThat(budget.left()).isEqualTo(PER_HOUR - 1);
        assertThat(life.evacuates()).isTrue();
        assertThat(budget.left()).isEqualTo(PER_HOUR - 2);
        time.set(time.get().plusSeconds(3700));
        life.plan();
        assertThat(budget.left()).isEqualTo(PER_HOUR);
    }

    @Test
    void ofServicesPlannedAtOnceNoMoreBeginThanAreLeft() {
        List<Life> lives = new ArrayList<>();
        for (int service = 0; service < PER_HOUR + 5; service++) {
            Life life = new Life("svc" + service);
            life.fails();
            lives.add(life);
        }
        List<ServicePlanning.Planned> plans = lives.stream().map(Life::plan).toList();
        int begun = 0;
        for (int service = 0; service < lives.size(); service++) {
            Life life = lives.get(service);
            begun += planning.reserve(life.service, plans.get(service), EvacuationFacts.memory(life.service)) ? 1 : 0;
        }
        assertThat(begun).isEqualTo(PER_HOUR);
    }

    /** One service through the calls of {@link ZonedServiceReconciler}. */
    private final class Life {
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
            service.setStatus(report.status(service, plan(), Map.of(), Unapplied.nothing()));
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
            time.set(time.get().plusSeconds(300));
            reconcile(false);
        }

        private void judge(boolean failing) {
            String key = "shop/" + name;
            StackJudge judge = new StackJudge(Sensitivity.BALANCED);
            var stack = new ProbeMatrix.Stack(key, "a");
            Map<ProbeMatrix.Stack, StackJudgement> judged = Map.of();
            for (int second = 0; second < 6; second++) {
                judged = judge.judge(
                        Map.of(stack, new ProbeMatrix.StackView(3, failing ? 3 : 0, failing ? 3 : 0)),
                        judged,
                        time.get().plusSeconds(second));
            }
            judgements.put(stack, judged.get(stack));
        }

        private void reconcile(boolean movesTraffic) {
            boolean trafficWritten = !movesTraffic;
            for (int round = 0; round < 12; round++) {
                time.set(time.get().plusMillis(1500));
                ServicePlanning.Planned planned = plan();
                if (!planning.reserve(service, planned, EvacuationFacts.memory(service))) {
                    planned = plan();
                }
                if (!trafficWritten && !planned.plan().outOfTraffic().isEmpty()) {
                    trafficWritten = true;
                    continue;
                }
                if (planned.plan().again() || planned.rollout().begins()) {
                    service.setStatus(report.status(service, planned, Map.of(), Unapplied.nothing()));
                    planned = plan();
                }
                ServicePlan paced = ServicePlanner.plan(planned.observation().with(Integer.MAX_VALUE), planned.at());
                paced.stacks().forEach(stack -> desired.put(stack.zone().name(), stack.replicas()));
                service.setStatus(report.status(service, planned, Map.of(), Unapplied.nothing()));
            }
        }

        ServicePlanning.Planned plan() {
            PodTemplate template = PodTemplate.of(service);
            Map<String, PodTemplate> told = new HashMap<>();
            desired.keySet().forEach(zone -> told.put(zone, template));
            List<StackFact> running = new ArrayList<>();
            desired.forEach(
                    (zone, pods) -> running.add(new StackFact(zone, pods, pods, pods, pods, true, Optional.empty())));
            return planning.plan(service, zones(), running, template, told, List.of(), EvacuationFacts.memory(service));
        }

        String state() {
            return service.getStatus().zones().getFirst().state();
        }
    }

    private static ZoneState zones() {
        List<KnownZone> zones = new ArrayList<>();
        SortedMap<String, ZoneStanding> standings = new TreeMap<>();
        for (String zone : List.of("a", "b", "c")) {
            zones.add(new KnownZone(ZoneIdentity.named(zone), zone, true, OptionalInt.of(zones.size())));
            var judgement = new Judgement(
                    zone,
                    Verdict.HEALTHY,
                    Instant.EPOCH,
                    Optional.of(Instant.EPOCH),
                    Map.of(),
                    List.of(),
                    false,
                    false);
            standings.put(zone, new ZoneStanding(judgement, Optional.empty(), Optional.empty(), CordonHistory.NONE));
        }
        return new ZoneState(ZoneCatalog.of(zones), standings);
    }
}
