package io.zonekeeper.app.evacuation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.zonekeeper.api.v1alpha1.Condition;
import io.zonekeeper.api.v1alpha1.Zone;
import io.zonekeeper.api.v1alpha1.ZoneStatus;
import io.zonekeeper.app.UserOfServices;
import io.zonekeeper.testing.Kubectl;
import io.zonekeeper.testing.Waiting;
import io.zonekeeper.testing.Zones;

import io.fabric8.kubernetes.client.KubernetesClient;

import static org.assertj.core.api.Assertions.assertThat;

/** What a person does with Zones and the policy over them, and sees of them. */
public final class UserOfZones {
    /** The zones of the cluster under test. */
    public static final String A = "us-east-1a";

    public static final String B = "us-east-1b";
    public static final String C = "us-east-1c";
    /** All of them. */
    public static final List<String> ALL = List.of(A, B, C);

    private final KubernetesClient client;
    private final Kubectl kubectl;

    /** A person who works on the cluster of the client. */
    public UserOfZones(KubernetesClient client, Kubectl kubectl) {
        this.client = client;
        this.kubectl = kubectl;
    }

    /** Waits until the operator has found all of them. */
    public void untilFound() {
        Waiting.untilAsserted(
                "zones are found",
                () -> assertThat(ALL).allMatch(zone -> status(zone).isPresent()));
    }

    /** Waits until all of them are Healthy. */
    public void untilHealthy() {
        Waiting.untilAsserted(
                "zones are found",
                () -> assertThat(ALL).allMatch(zone -> verdict(zone).equals("Healthy")));
    }

    /** Trusts zones again after seconds rather than minutes, and counts no cordons of earlier tests. */
    public void trustSoon() {
        mode("Automatic");
    }

    /** Sets the mode, and what {@link #trustSoon} says. */
    public void mode(String mode) {
        kubectl.runReading("""
                apiVersion: zonekeeper.io/v1alpha1
                kind: ZoneHealthPolicy
                metadata: {name: default}
                spec:
                  mode: "%s"
                  sensitivity: Custom
                  thresholds: {recoverAfter: 2s}
                  limits: {zoneCordonsPerDay: 1000, serviceEvacuationsPerHour: 1000, surge: {podsPerSecond: 50, maxPendingPods: 200}}
                  failback: {stableFor: 1s, holdDown: 0s}
                """.formatted(mode), "apply", "-f", "-");
    }

    /** Changes the policy by a merge patch of its spec. */
    public void policy(String spec) {
        kubectl.run("patch", "zhp", "default", "--type=merge", "-p", "{\"spec\":" + spec + "}");
    }

    /** Cordons a zone by hand. */
    public void cordon(String zone) {
        cordon(zone, "");
    }

    /**
     * Cordons a zone by hand.
     *
     * @param more fields, as JSON that begins with a comma
     */
    void cordon(String zone, String more) {
        spec(zone, "{\"cordon\":{\"reason\":\"power works\"%s}}".formatted(more));
    }

    /** Takes away what a person said of a zone. */
    public void release(String zone) {
        release(List.of(zone));
    }

    /** Takes away what a person said of zones. */
    void release(List<String> zones) {
        List<String> words = new ArrayList<>(List.of("patch", "zone", "--type=merge"));
        words.addAll(List.of("-p", "{\"spec\":{\"cordon\":null,\"closure\":null,\"drill\":null}}"));
        words.addAll(zones);
        kubectl.run(words.toArray(String[]::new));
    }

    /** Wishes a game day. */
    void drill(String zone, String duration) {
        spec(zone, "{\"drill\":{\"reason\":\"practice\",\"duration\":\"%s\"}}".formatted(duration));
    }

    /** Returns what is said of the last game day, as in {@code Ended Aborted BelowFloor}. */
    String drillStory(String zone) {
        return status(zone)
                .map(ZoneStatus::drill)
                .map(drill ->
                        drill.phase() + (drill.outcome() == null ? "" : " " + drill.outcome() + " " + drill.reason()))
                .orElse("none");
    }

    void untilDrill(String zone, String story) {
        Waiting.untilAsserted(
                "of the game day in %s it is said: %s".formatted(zone, story),
                UserOfServices.PATIENCE,
                () -> assertThat(drillStory(zone)).isEqualTo(story));
    }

    /** Changes the spec of a Zone by a merge patch. */
    public void spec(String zone, String spec) {
        kubectl.run("patch", "zone", zone, "--type=merge", "-p", "{\"spec\":" + spec + "}");
    }

    /** Asks for the end of an automatic cordon, in these words. */
    void wishHome(String zone, String words) {
        kubectl.run("annotate", "--overwrite", "zone", zone, "zonekeeper.io/failback=" + words);
    }

    public Zone get(String zone) {
        return client.resources(Zone.class).withName(zone).get();
    }

    /** Returns the status of a zone, where it has one. */
    public Optional<ZoneStatus> status(String zone) {
        return Optional.ofNullable(get(zone)).map(Zone::getStatus);
    }

    /** Returns what is said of a zone's health. */
    public String verdict(String zone) {
        return status(zone).map(ZoneStatus::verdict).orElse("none");
    }

    /** Who cordoned a zone; empty for one that is open. */
    public Optional<String> cordonedBy(String zone) {
        return status(zone).map(ZoneStatus::cordon).map(ZoneStatus.CordonStatus::by);
    }

    /** What the condition Cordoned says: its reason. */
    String refusal(String zone) {
        return status(zone).map(ZoneStatus::conditions).orElse(List.of()).stream()
                .filter(condition -> condition.type().equals("Cordoned")
                        && condition.status().equals("False"))
                .map(Condition::reason)
                .findFirst()
                .orElse("none");
    }

    public void untilCordoned(String zone, String by) {
        Waiting.untilAsserted(
                "%s is cordoned by %s".formatted(zone, by),
                UserOfServices.PATIENCE,
                () -> assertThat(cordonedBy(zone)).contains(by));
    }

    /** Waits until this is said of a zone's health. */
    public void untilVerdict(String zone, String verdict) {
        Waiting.untilAsserted(
                "%s is %s".formatted(zone, verdict),
                UserOfServices.PATIENCE,
                () -> assertThat(verdict(zone)).isEqualTo(verdict));
    }

    void untilRefused(String zone, String reason) {
        Waiting.untilAsserted(
                "that %s is not cordoned is said".formatted(zone),
                UserOfServices.PATIENCE,
                () -> assertThat(refusal(zone)).isEqualTo(reason));
    }

    /** Fails if a zone is cordoned. */
    public void noneIsCordoned() {
        assertThat(ALL).allSatisfy(zone -> assertThat(cordonedBy(zone)).isEmpty());
    }

    /**
     * Waits until renewals are heard in every zone: an operator that has just begun, or a watch made anew, knows none.
     */
    public void untilHeartbeatsAreHeard() {
        Waiting.untilAsserted(
                "leases are heard in every zone",
                UserOfServices.PATIENCE,
                () -> assertThat(ALL)
                        .allSatisfy(zone -> assertThat(status(zone))
                                .hasValueSatisfying(known -> assertThat(known.signals())
                                        .extracting(ZoneStatus.SignalStatus::signal)
                                        .contains("heartbeats"))));
    }

    /** Undoes whatever was done, and waits until every zone is Healthy and open. */
    public void restore(Zones zones) {
        trustSoon();
        release(ALL);
        ALL.forEach(zones::heal);
        kubectl.run("annotate", "zones", "--all", "zonekeeper.io/failback-");
        Waiting.untilAsserted("all zones are open", UserOfServices.PATIENCE, () -> {
            noneIsCordoned();
            assertThat(ALL).allSatisfy(zone -> assertThat(verdict(zone)).isEqualTo("Healthy"));
        });
    }
}
