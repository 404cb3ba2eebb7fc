package io.zonekeeper.controllers.mongocluster;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;

import io.zonekeeper.api.v1alpha1.MongoCluster;
import io.zonekeeper.api.v1alpha1.MongoClusterStatus;
import io.zonekeeper.controllers.cluster.ClusterState;
import io.zonekeeper.controllers.framework.Next;
import io.zonekeeper.controllers.framework.ObjectInMemory;
import io.zonekeeper.controllers.framework.TestEnvironment;
import io.zonekeeper.controllers.mongocluster.links.ClusterLinks;
import io.zonekeeper.controllers.mongocluster.links.MongoAccess;
import io.zonekeeper.controllers.mongocluster.manifests.ClusterView;
import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.mongo.MongoPlan;
import io.zonekeeper.core.mongo.facts.ClusterFact;
import io.zonekeeper.core.mongo.facts.MemberFact;
import io.zonekeeper.core.mongo.facts.MemberReport;
import io.zonekeeper.core.mongo.facts.MemberState;
import io.zonekeeper.core.mongo.facts.PodFact;
import io.zonekeeper.core.mongo.facts.RouterFact;
import io.zonekeeper.core.mongo.facts.RouterReport;
import io.zonekeeper.core.mongo.facts.SetFact;
import io.zonekeeper.core.mongo.facts.SetMember;
import io.zonekeeper.core.mongo.facts.SetView;
import io.zonekeeper.core.reasons.MongoReason;
import io.zonekeeper.core.zone.KnownZone;
import io.zonekeeper.core.zone.ZoneIdentity;
import io.zonekeeper.kube.apply.Outcome;
import io.zonekeeper.kube.events.Events;
import io.zonekeeper.kube.objects.Owner;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static io.zonekeeper.core.mongo.facts.MemberState.PRIMARY;
import static io.zonekeeper.core.mongo.facts.MemberState.SECONDARY;
import static io.zonekeeper.core.mongo.facts.MemberState.UNINITIATED;
import static io.zonekeeper.core.mongo.facts.MemberState.UNREACHABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** In which order a cluster's budget, status and objects are written, and when it is looked at again. */
class MongoControllerTest {
    private static final List<String> ZONES = List.of("a", "b", "c");
    private static final RouterFact ROUTERS =
            new RouterFact(true, false, true, Optional.of(new RouterReport(Set.of("rs0"), true, false)));

    private final Events events = new Events(event -> {}, Clock.systemUTC(), "test");
    private final MongoController controller =
            new MongoController(TestEnvironment.telling(events), new ClusterState(null));
    private final Objects objects = new Objects();
    private final MongoCluster cluster = cluster();
    private final ObjectInMemory<MongoCluster, MongoClusterStatus> inMemory = new ObjectInMemory<>(controller, cluster);
    private final ClusterLinks links = new ClusterLinks(
            new MongoAccess("", "", Optional.empty()), TestEnvironment.silent().clock(), () -> {});
    private Optional<Refusal> secrets = Optional.empty();

    MongoControllerTest() {
        controller.writeTo(objects);
    }

    @AfterEach
    void close() {
        links.close();
        events.close();
    }

    @Test
    void whereAllIsWellASecondReconcileWritesNoStatus() {
        ClusterFact fact = facts(whole("cfg"), whole("rs0"));
        assertThat(reconcile(fact).delay()).contains(Duration.ofSeconds(15));
        reconcile(fact);
        assertThat(inMemory.written()).hasSize(1);
        assertThat(objects.calls).containsExactly("apply after 1 statuses", "apply after 1 statuses");
    }

    @Test
    void theBudgetOfMongosClosesBeforeAnythingElseIsWritten() {
        reconcile(facts(set("cfg", true, PRIMARY, UNREACHABLE, UNREACHABLE), whole("rs0")));
        assertThat(objects.calls).containsExactly("closeBudget after 0 statuses", "apply after 1 statuses");
        assertThat(inMemory.written().getFirst().gate().state()).isEqualTo("Closed");
    }

    @Test
    void whatIsToBeInitiatedIsInTheStatusBeforeObjectsAreWritten() {
        objects.whenApplied = () -> assertThat(cluster.getStatus().sets())
                .filteredOn(set -> set.name().equals("cfg"))
                .extracting(MongoClusterStatus.ReplicaSet::initiated)
                .containsExactly("cfg-a");
        Next next = reconcile(facts(set("cfg", false, UNINITIATED, UNINITIATED, UNINITIATED), whole("rs0")));
        assertThat(next.delay()).as("what is recorded is done next").contains(Next.AT_ONCE);
        assertThat(objects.calls).last().isEqualTo("apply after 1 statuses");
    }

    @Test
    void aStatusThatCannotBeWrittenKeepsTheRestFromBeingDone() {
        inMemory.refusesWrites(true);
        assertThatThrownBy(
                        () -> reconcile(facts(set("cfg", false, UNINITIATED, UNINITIATED, UNINITIATED), whole("rs0"))))
                .isInstanceOf(KubernetesClientException.class);
        assertThat(objects.calls).containsExactly("closeBudget after 0 statuses");
    }

    @Test
    void aFailureOfTheApiServerIsReportedThenThrown() {
        objects.outcome.tryTo(() -> {
            throw new KubernetesClientException("etcd is not available", 503, null);
        });
        assertThatThrownBy(() -> reconcile(facts(whole("cfg"), whole("rs0"))))
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining("etcd");
        assertThat(inMemory.written()).isNotEmpty();
    }

    @Test
    void whatIsWrongWithSecretsIsReportedAndDoesNotMakeItAskEachSecond() {
        secrets = Optional.of(new Refusal(MongoReason.SECRET_UNUSABLE, "photos-tls has no ca.crt"));
        assertThat(reconcile(facts(whole("cfg"), whole("rs0"))).delay()).contains(Duration.ofSeconds(15));
        assertThat(inMemory.written().getLast().conditions())
                .filteredOn(condition -> condition.type().equals("Stalled"))
                .singleElement()
                .satisfies(condition -> assertThat(condition.message()).contains("photos-tls has no ca.crt"));
    }

    @Test
    void whileAMemberIsMissingItIsLookedAtEachSecond() {
        assertThat(reconcile(facts(whole("cfg"), set("rs0", true, PRIMARY, SECONDARY, UNREACHABLE)))
                        .delay())
                .contains(Duration.ofSeconds(1));
    }

    @Test
    void objectsOfMembersThatTheirSetHasNotLetGoAreKept() {
        reconcile(facts(whole("cfg"), leaving(whole("rs0"), "c")));
        assertThat(objects.kept).contains("photos-cfg-a", "photos-rs0-a", "photos-rs0-c");
        assertThat(objects.kept).doesNotContain("photos-rs0-old");
    }

    @Test
    void whileASetTellsNothingNoMemberIsDeleted() {
        reconcile(facts(whole("cfg"), set("rs0", true, UNREACHABLE, UNREACHABLE, UNREACHABLE)));
        assertThat(objects.kept).contains("photos-rs0-old");
    }

    private Next reconcile(ClusterFact fact) {
        var found = new MongoController.Facts(view(), links, secrets, fact);
        MongoPlan plan = controller.plan(cluster, found);
        return controller.apply(inMemory.session(), found, plan);
    }

    private ClusterView view() {
        return ClusterView.of(
                cluster,
                ZONES.stream()
                        .map(zone -> new KnownZone(ZoneIdentity.named(zone), zone, true, OptionalInt.empty()))
                        .toList());
    }

    private static ClusterFact facts(SetFact... sets) {
        return new ClusterFact(List.of(sets), ROUTERS, Set.of(), Optional.empty());
    }

    private static SetFact whole(String name) {
        return set(name, true, PRIMARY, SECONDARY, SECONDARY);
    }

    private static SetFact set(String name, boolean formed, MemberState... states) {
        List<SetMember> config = ZONES.stream()
                .map(zone -> SetMember.equal(name + "-" + zone, zone))
                .toList();
        List<MemberFact> members = IntStream.range(0, states.length)
                .mapToObj(number -> member(name, ZONES.get(number), states[number], config))
                .toList();
        return new SetFact(name, members, Optional.empty(), formed);
    }

    private static MemberFact member(String set, String zone, MemberState state, List<SetMember> config) {
        return new MemberFact(
                zone,
                set + "-" + zone,
                Optional.of(new MemberReport(
                        state,
                        Instant.now(),
                        state.readable() ? Optional.of(new SetView(7, config, 0)) : Optional.empty())),
                new PodFact(true, false, state.readable(), Optional.of(zone)));
    }

    /** The spec does not ask for the member in this zone any more. */
    private SetFact leaving(SetFact set, String zone) {
        MemberFact gone = set.members().stream()
                .filter(member -> member.zone().equals(zone))
                .findFirst()
                .orElseThrow();
        String host = view().places(set.name()).stream()
                .filter(place -> place.zone().name().equals(zone))
                .findFirst()
                .orElseThrow()
                .host();
        return new SetFact(
                set.name(),
                set.members().stream().filter(member -> !member.equals(gone)).toList(),
                set.initiatedOn(),
                set.formed(),
                List.of(new MemberFact(zone, host, gone.report(), gone.pod())),
                List.of());
    }

    private static MongoCluster cluster() {
        return new KubernetesSerialization().unmarshal("""
                apiVersion: zonekeeper.io/v1alpha1
                kind: MongoCluster
                metadata: {name: photos, namespace: shop, uid: u1, generation: 1}
                spec:
                  image: registry.local/mongo:8.0
                  configServers: {zones: [a, b, c], storage: {size: 1Gi}}
                  shards: [{name: rs0, storage: {size: 1Gi}}]
                """, MongoCluster.class);
    }

    /** What is written to the API server, in its order. */
    private final class Objects implements ClusterObjects {
        private final List<String> calls = new ArrayList<>();
        private final Outcome outcome = new Outcome();
        private Runnable whenApplied = () -> {};
        private Set<String> kept = Set.of();

        @Override
        public void closeBudget(ClusterView view) {
            note("closeBudget");
        }

        @Override
        public Outcome apply(ClusterView view, MongoPlan plan, Set<String> keep) {
            note("apply");
            kept = keep;
            whenApplied.run();
            return outcome;
        }

        @Override
        public Set<String> memberNames(Owner owner) {
            return Set.of("photos-rs0-old");
        }

        private void note(String call) {
            calls.add("%s after %d statuses".formatted(call, inMemory.written().size()));
        }
    }
}
