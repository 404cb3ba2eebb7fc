package io.zonekeeper.controllers.policies;

import java.net.HttpURLConnection;
import java.util.Optional;

import io.zonekeeper.api.v1alpha1.ZoneHealthPolicy;
import io.zonekeeper.controllers.cluster.PolicySettings;
import io.zonekeeper.kube.client.KubernetesClients;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the chart's values in the policy named {@code default}, as {@link ValuesPlan} decides.
 *
 * <p>The operator does it and not the chart, because a chart cannot hold a CRD and an object of it without racing.
 */
public final class PolicyValues {
    private static final Logger LOG = LoggerFactory.getLogger(PolicyValues.class);

    private static final String PATH = "/apis/%s/%s/%s"
            .formatted(
                    HasMetadata.getApiVersion(ZoneHealthPolicy.class),
                    HasMetadata.getPlural(ZoneHealthPolicy.class),
                    PolicySettings.NAME);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final KubernetesClient client;
    private final Optional<JsonNode> values;

    /**
     * Creates a keeper of values.
     *
     * @param values the spec of the chart's values; empty where users manage the policy
     */
    public PolicyValues(KubernetesClient client, Optional<JsonNode> values) {
        this.client = client;
        this.values = values;
    }

    /** Makes the policy where there is none; a failure is logged, for built-in defaults hold without it. */
    public void create() {
        if (values.isPresent()) {
            try {
                apply(read().orElseThrow());
            } catch (KubernetesClientException e) {
                LOG.atWarn()
                        .addKeyValue("cause", e.getMessage())
                        .log("the policy of the chart's values was not applied");
            }
        }
    }

    /** Returns what is to be done with the policy as the API server has it now; empty where users manage it. */
    Optional<ValuesPlan> read() {
        return values.map(spec -> ValuesPlan.of(spec, policy()));
    }

    /** Writes what is to be written. */
    void apply(ValuesPlan plan) {
        plan.apply().ifPresent(spec -> {
            var named = new GenericKubernetesResourceBuilder()
                    .withApiVersion(HasMetadata.getApiVersion(ZoneHealthPolicy.class))
                    .withKind(HasMetadata.getKind(ZoneHealthPolicy.class))
                    .withNewMetadata()
                    .withName(PolicySettings.NAME)
                    .endMetadata()
                    .build();
            ObjectNode policy = client.getKubernetesSerialization().convertValue(named, ObjectNode.class);
            policy.set("spec", spec);
            Resource<GenericKubernetesResource> resource = policies().resource(named);
            if (spec.isEmpty() && !plan.givenUp().isEmpty()) {
                // Where its last fields are given up by an apply, the API server makes a spec of null and refuses it.
                resource.patch(KubernetesClients.merging(), plan.removal().toString());
            } else {
                // As text: the client's own object would lose a spec without fields, which the API server asks for.
                resource.patch(KubernetesClients.applying(ValuesPlan.FIELD_MANAGER), policy.toString());
            }
            LOG.atInfo().addKeyValue("spec", spec).log("applied the policy of the chart's values");
        });
    }

    /** As the API server sends it: the client's objects have no managed fields. */
    private Optional<JsonNode> policy() {
        try {
            return Optional.ofNullable(client.raw(PATH)).map(PolicyValues::parse);
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static JsonNode parse(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new KubernetesClientException("the API server's policy cannot be read", e);
        }
    }

    private MixedOperation<GenericKubernetesResource, ?, Resource<GenericKubernetesResource>> policies() {
        return client.genericKubernetesResources(ResourceDefinitionContext.fromResourceType(ZoneHealthPolicy.class));
    }
}
