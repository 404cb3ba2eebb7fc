package io.zonekeeper.controllers.policies;

import io.zonekeeper.api.v1alpha1.ZoneHealthPolicy;
import io.zonekeeper.controllers.cluster.PolicySettings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts the policy from the chart's values into the cluster.
 *
 * <p>The operator does it and not the chart, because a chart cannot hold a CRD and an object of it without racing.
 * Fields that a user set with another tool stay that person's: they are not forced.
 */
public final class DefaultPolicy {
    private static final Logger LOG = LoggerFactory.getLogger(DefaultPolicy.class);
    private static final String FIELD_MANAGER = "zonekeeper-values";

    private DefaultPolicy() {}

    /**
     * Applies the spec as the policy named {@code default}; a failure is logged, for built-in defaults hold without it.
     */
    public static void apply(KubernetesClient client, JsonNode spec) {
        ObjectNode policy = JsonNodeFactory.instance.objectNode();
        policy.put("apiVersion", "zonekeeper.io/v1alpha1").put("kind", "ZoneHealthPolicy");
        policy.putObject("metadata").put("name", PolicySettings.NAME);
        policy.set("spec", spec);
        try {
            client.genericKubernetesResources(ResourceDefinitionContext.fromResourceType(ZoneHealthPolicy.class))
                    .resource(client.getKubernetesSerialization().convertValue(policy, GenericKubernetesResource.class))
                    .fieldManager(FIELD_MANAGER)
                    .serverSideApply();
        } catch (KubernetesClientException e) {
            LOG.atWarn().addKeyValue("cause", e.getMessage()).log("the policy from the configuration was not applied");
        }
    }
}
