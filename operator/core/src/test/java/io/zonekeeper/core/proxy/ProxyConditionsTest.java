package io.zonekeeper.core.proxy;

import java.util.List;
import java.util.Optional;

import io.zonekeeper.core.ConditionFact;
import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.reasons.ProxyReason;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What is said of a proxy. */
class ProxyConditionsTest {
    private static final CheckResult VALID = new CheckResult.Valid();

    @Test
    void allProxiesReady() {
        var facts = facts(VALID, true, 3, Optional.empty());
        assertThat(said(facts, "Ready")).isEqualTo("true Serving");
        assertThat(said(facts, "Reconciling")).isEqualTo("false Settled");
        assertThat(said(facts, "Stalled")).isEqualTo("false NoErrors");
        assertThat(said(facts, "ConfigurationValid")).isEqualTo("true Valid");
    }

    @Test
    void someProxiesReady() {
        var facts = facts(VALID, true, 2, Optional.empty());
        assertThat(said(facts, "Ready")).isEqualTo("true ServingPartly");
        assertThat(said(facts, "Reconciling")).isEqualTo("true InProgress");
    }

    @Test
    void aRefusedConfigurationLeavesTheLastGoodOneServing() {
        var facts = facts(new CheckResult.Invalid("[ALERT] unknown keyword"), true, 3, Optional.empty());
        assertThat(said(facts, "Ready")).isEqualTo("true Serving");
        assertThat(said(facts, "Stalled")).isEqualTo("true ConfigurationInvalid");
        assertThat(find(facts, "ConfigurationValid").message())
                .contains("the last valid one stays in use", "[ALERT] unknown keyword");
    }

    @Test
    void aRefusedFirstConfigurationStartsNothing() {
        var facts = facts(new CheckResult.Invalid("no"), false, 0, Optional.empty());
        assertThat(said(facts, "Ready")).isEqualTo("false ConfigurationInvalid");
        assertThat(find(facts, "ConfigurationValid").message()).contains("nothing is started");
    }

    @Test
    void aCheckUnderWayIsNoObstacle() {
        var facts = facts(new CheckResult.Waiting("pod x was started"), false, 0, Optional.empty());
        assertThat(said(facts, "Ready")).isEqualTo("false NotReady");
        assertThat(said(facts, "Stalled")).isEqualTo("false NoErrors");
        assertThat(find(facts, "Reconciling").message()).contains("pod x was started");
    }

    @Test
    void withoutServersItIsStalled() {
        var facts = facts(VALID, false, 0, Optional.of(new Refusal(ProxyReason.NO_SERVERS, "shop has no ready pod")));
        assertThat(said(facts, "Ready")).isEqualTo("false NoServers");
        assertThat(said(facts, "UpstreamFound")).isEqualTo("false NoServers");
    }

    private static ProxyFacts facts(CheckResult check, boolean given, int ready, Optional<Refusal> upstream) {
        return new ProxyFacts(check, given, Optional.empty(), upstream, 3, ready, Optional.empty(), List.of());
    }

    private static String said(ProxyFacts facts, String type) {
        ConditionFact condition = find(facts, type);
        return condition.holds() + " " + condition.reason().word();
    }

    private static ConditionFact find(ProxyFacts facts, String type) {
        return ProxyConditions.of(facts).stream()
                .filter(condition -> condition.type().equals(type))
                .findFirst()
                .orElseThrow();
    }
}
