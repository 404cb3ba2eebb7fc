package io.zonekeeper.controllers.framework;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.zonekeeper.api.v1alpha1.ZoneHealthPolicy;
import io.zonekeeper.api.v1alpha1.ZoneHealthPolicyStatus;
import io.zonekeeper.controllers.metrics.OperatorMetrics;
import io.zonekeeper.core.ConditionFact;
import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.reasons.Reason;
import io.zonekeeper.kube.apply.Outcome;
import io.zonekeeper.kube.client.TolerantDecoding;
import io.zonekeeper.kube.objects.Conditions;
import io.zonekeeper.kube.objects.Labels;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The steps that every controller has, with a kind that does nothing but report. */
class ControllerTest {
    private final KubernetesSerialization yaml =
            new KubernetesSerialization(new ObjectMapper().registerModule(TolerantDecoding.module()), true);
    private final List<String> story = new ArrayList<>();
    private final Steps controller = new Steps();
    private Resolution<String> resolution = new Resolution.Ready<>("facts");
    private Runnable applying = () -> {};
    private boolean othersWrote;

    @Test
    void theStepsComeOneAfterTheOther() {
        assertThat(reconcile(object("mode: Advise")).delay()).contains(Duration.ofMinutes(1));
        assertThat(story).containsExactly("resolve", "plan", "apply", "write Planned", "tell Planned");
    }

    @Test
    void aSecondReconcileWritesNothing() {
        ZoneHealthPolicy object = object("mode: Advise");
        Session<ZoneHealthPolicy, ZoneHealthPolicyStatus> first = session(object);
        controller.reconcile(first);
        story.clear();
        reconcile(first.object());
        assertThat(story).containsExactly("resolve", "plan", "apply");
    }

    @Test
    void whatCannotBeReadIsReportedAndLeftAsItIs() {
        assertThat(reconcile(object("mode: {of: another version}")).delay()).isEmpty();
        assertThat(story).containsExactly("undecodable", "write Undecodable", "tell Undecodable");
    }

    @Test
    void whatIsBeingDeletedIsLeftToTheGarbageCollector() {
        ZoneHealthPolicy object = object("mode: Advise");
        object.getMetadata().setDeletionTimestamp("2026-01-01T00:00:00Z");
        reconcile(object);
        assertThat(story).isEmpty();
    }

    @Test
    void ofWhatIsPausedThePlanIsReported() {
        ZoneHealthPolicy object = object("mode: Advise");
        object.getMetadata().getAnnotations().put(Labels.PAUSED, "true");
        assertThat(reconcile(object).delay()).isEmpty();
        assertThat(story).containsExactly("resolve", "plan", "write Paused", "tell Paused");
    }

    @Test
    void whatIsNotKnownYetIsAskedForAgainSoon() {
        resolution = new Resolution.NotYet<>(Next.UNTIL_ZONES_ARE_KNOWN);
        assertThat(reconcile(object("mode: Advise")).delay()).contains(Next.UNTIL_ZONES_ARE_KNOWN);
        assertThat(story).containsExactly("resolve");
    }

    @Test
    void whatIsRefusedIsReportedAndTriedAgainForThePermissionMayHaveChanged() {
        resolution = new Resolution.Refused<>(new Refusal(Reason.named("NoSuchZone"), "there is no zone us-east-1x"));
        assertThat(reconcile(object("mode: Advise")).delay()).contains(Next.AFTER_REFUSAL);
        assertThat(story).containsExactly("resolve", "write NoSuchZone", "tell NoSuchZone");
    }

    @Test
    void aReadThatFailsIsReportedAndThrownForTheFrameworkToRetry() {
        Outcome reads = new Outcome();
        reads.tryTo(() -> {
            throw new KubernetesClientException("slow", 503, null);
        });
        resolution = new Resolution.Interrupted<>(reads);
        assertThatThrownBy(() -> reconcile(object("mode: Advise"))).isInstanceOf(KubernetesClientException.class);
        assertThat(story).containsExactly("resolve", "write Interrupted", "tell Interrupted");
    }

    @Test
    void aFailureOfOurOwnIsReportedOnTheObject() {
        applying = () -> {
            throw new IllegalStateException("a bug");
        };
        assertThatThrownBy(() -> reconcile(object("mode: Advise"))).hasMessage("a bug");
        assertThat(story).endsWith("write ReconcileFailed", "tell ReconcileFailed");
    }

    @Test
    void aFailureOfTheApiServerIsThrownAndNotMistakenForOurOwn() {
        applying = () -> {
            throw new KubernetesClientException("no answer", 503, null);
        };
        assertThatThrownBy(() -> reconcile(object("mode: Advise"))).isInstanceOf(KubernetesClientException.class);
        assertThat(story).doesNotContain("write ReconcileFailed");
    }

    /** Two leaders that plan the same act do it once: the intent of the second meets the version of the first. */
    @Test
    void anIntentThatMeetsTheWriteOfAnotherIsPlannedAnewAndNotActedOn() {
        controller.records = true;
        othersWrote = true;
        assertThat(reconcile(object("mode: Advise")).delay()).contains(Next.AT_ONCE);
        assertThat(story).doesNotContain("acted");

        othersWrote = false;
        reconcile(object("mode: Advise"));
        assertThat(story).endsWith("write Planned onto 7", "tell Planned", "acted");
    }

    private Next reconcile(ZoneHealthPolicy object) {
        return controller.reconcile(session(object));
    }

    private Session<ZoneHealthPolicy, ZoneHealthPolicyStatus> session(ZoneHealthPolicy object) {
        return new Session<>(object, this::write, controller);
    }

    private ZoneHealthPolicy write(ZoneHealthPolicy before, ZoneHealthPolicy fresh) {
        String onto = fresh.getMetadata().getResourceVersion();
        if (onto != null && othersWrote) {
            throw new KubernetesClientException("the object has been modified", 409, null);
        }
        story.add("write " + reason(fresh.getStatus()) + (onto == null ? "" : " onto " + onto));
        ZoneHealthPolicy written = object("mode: Advise");
        written.setStatus(fresh.getStatus());
        return written;
    }

    private ZoneHealthPolicy object(String spec) {
        return yaml.unmarshal("""
                apiVersion: zonekeeper.io/v1alpha1
                kind: ZoneHealthPolicy
                metadata: {name: default, resourceVersion: "7", annotations: {}}
                spec:
                  %s
                """.formatted(spec), ZoneHealthPolicy.class);
    }

    private static String reason(ZoneHealthPolicyStatus status) {
        return status.conditions().getFirst().reason();
    }

    private static ZoneHealthPolicyStatus status(String reason) {
        return new ZoneHealthPolicyStatus(
                1L,
                Conditions.merge(
                        null, List.of(ConditionFact.yes("Ready", Reason.named(reason), "")), 1L, Instant.EPOCH));
    }

    private final class Steps extends Controller<ZoneHealthPolicy, ZoneHealthPolicyStatus, String, String> {
        private boolean records;

        Steps() {
            super(
                    ZoneHealthPolicy.class,
                    new Environment(
                            null,
                            null,
                            new SteadyClock(),
                            null,
                            new OperatorMetrics(new SimpleMeterRegistry()),
                            Optional.empty()),
                    new Primaries<>());
        }

        @Override
        protected List<EventSource<?, ZoneHealthPolicy>> eventSources(EventSourceContext<ZoneHealthPolicy> context) {
            return List.of();
        }

        @Override
        protected Resolution<String> resolve(ZoneHealthPolicy object) {
            story.add("resolve");
            return resolution;
        }

        @Override
        protected String plan(ZoneHealthPolicy object, String facts) {
            story.add("plan");
            return "plan of " + facts;
        }

        @Override
        protected Next apply(Session<ZoneHealthPolicy, ZoneHealthPolicyStatus> session, String facts, String plan) {
            story.add("apply");
            applying.run();
            assertThat(plan).isEqualTo("plan of facts");
            if (records) {
                session.record(status("Planned"));
                story.add("acted");
            } else {
                session.report(status("Planned"));
            }
            return Next.in(Duration.ofMinutes(5)).orAt(Optional.of(Instant.EPOCH.plusSeconds(60)), Instant.EPOCH);
        }

        @Override
        protected ZoneHealthPolicyStatus paused(ZoneHealthPolicy object, String facts, String plan) {
            return status("Paused");
        }

        @Override
        protected ZoneHealthPolicyStatus refused(ZoneHealthPolicy object, Refusal why) {
            return status(why.reason().word());
        }

        @Override
        protected ZoneHealthPolicyStatus interrupted(ZoneHealthPolicy object, Outcome outcome) {
            return status("Interrupted");
        }

        @Override
        protected void undecodable(ZoneHealthPolicy object) {
            story.add("undecodable");
        }

        @Override
        protected ZoneHealthPolicy empty() {
            return new ZoneHealthPolicy();
        }

        @Override
        protected void tell(ZoneHealthPolicy before, ZoneHealthPolicyStatus status) {
            story.add("tell " + reason(status));
        }
    }
}
