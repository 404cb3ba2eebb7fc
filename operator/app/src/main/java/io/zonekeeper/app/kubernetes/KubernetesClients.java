package io.zonekeeper.app.kubernetes;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;

/** Makes clients of the API server. */
public final class KubernetesClients {
    /** The name under which Zonekeeper owns fields of objects. */
    public static final String FIELD_MANAGER = "zonekeeper";

    private KubernetesClients() {}

    /** Returns a client that decodes our kinds tolerantly; the caller closes it. */
    public static KubernetesClient create(Config config) {
        ObjectMapper mapper = new ObjectMapper();
        mapper.registerModule(TolerantDecoding.module());
        return new KubernetesClientBuilder()
                .withConfig(config)
                .withKubernetesSerialization(new KubernetesSerialization(mapper, true))
                .build();
    }
}
