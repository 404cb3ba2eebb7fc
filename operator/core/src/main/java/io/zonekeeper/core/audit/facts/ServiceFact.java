package io.zonekeeper.core.audit.facts;

import java.util.Optional;

/**
 * A Service.
 *
 * @param namespace its namespace
 * @param name its name
 * @param selector which pods it selects; empty where it has no selector
 * @param externalName whether its type is ExternalName
 * @param headless whether it has no cluster IP
 * @param publishNotReady whether {@code publishNotReadyAddresses} is set
 * @param internalLocal whether {@code internalTrafficPolicy} is Local
 * @param trafficDistribution its {@code trafficDistribution}; empty for none
 */
public record ServiceFact(
        String namespace,
        String name,
        Optional<PodSelector> selector,
        boolean externalName,
        boolean headless,
        boolean publishNotReady,
        boolean internalLocal,
        Optional<String> trafficDistribution) {}
