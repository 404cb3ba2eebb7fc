package io.zonekeeper.kube.client;

import java.util.Map;
import java.util.Optional;

import io.zonekeeper.kube.config.OperatorConfig;
import io.zonekeeper.kube.objects.NodeReading;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;

/** Finds out in which zone this process runs. */
public final class OwnZone {
    /** Environment variable with the name of the node that this process runs on; the chart sets it. */
    public static final String NODE_NAME = "NODE_NAME";

    /** Read without fabric8's model of nodes, which is large: of a node only its labels count here. */
    private static final ResourceDefinitionContext NODES = new ResourceDefinitionContext.Builder()
            .withVersion("v1")
            .withKind("Node")
            .withPlural("nodes")
            .withNamespaced(false)
            .build();

    private OwnZone() {}

    /**
     * Returns the name of the zone that this process runs in: what the configuration says, or else the label of its
     * node; empty where neither is known.
     *
     * @param config how this process runs
     * @param environment the process's environment
     * @param client reaches the API server; asked only where the configuration says nothing
     * @throws io.fabric8.kubernetes.client.KubernetesClientException when the node cannot be read
     */
    public static Optional<String> find(
            OperatorConfig config, Map<String, String> environment, KubernetesClient client) {
        if (config.zone().isPresent()) {
            return config.zone();
        }
        return Optional.ofNullable(environment.get(NODE_NAME))
                .filter(name -> !name.isBlank())
                .map(name ->
                        client.genericKubernetesResources(NODES).withName(name).get())
                .flatMap(NodeReading::zone);
    }
}
