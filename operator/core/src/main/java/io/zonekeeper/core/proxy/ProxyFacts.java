package io.zonekeeper.core.proxy;

import java.util.List;
import java.util.Optional;

import io.zonekeeper.core.Refusal;

/**
 * What is known of a ZonalProxy when it is reported.
 *
 * @param check what the engine's binary reports about the wanted configuration
 * @param given whether any configuration was given to the proxies
 * @param plan what they should do; empty where no server was found
 * @param upstream why no server was found; null where some were
 * @param proxies proxies that should run
 * @param ready those that can serve
 * @param stalled what the service that runs the proxies says stands in its way
 * @param refusals what the API server or another's object kept us from
 */
public record ProxyFacts(
        CheckResult check,
        boolean given,
        Optional<ProxyPlan> plan,
        Optional<Refusal> upstream,
        int proxies,
        int ready,
        Optional<Refusal> stalled,
        List<Refusal> refusals) {
    /** Copies the list. */
    public ProxyFacts {
        refusals = List.copyOf(refusals);
    }
}
