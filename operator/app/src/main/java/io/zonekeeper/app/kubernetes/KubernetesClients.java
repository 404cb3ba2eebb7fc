package io.zonekeeper.app.kubernetes;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;

/** Makes clients of the API server. */
public final class KubernetesClients {
    /** The name under which Zonekeeper owns fields of objects. */
    public static final String FIELD_MANAGER = "zonekeeper";

    /** Few: a reconcile that failed is tried again as a whole, with what the API server holds by then. */
    private static final int RETRIES = 2;

    private static final int RETRY_INTERVAL_MILLIS = 100;

    private KubernetesClients() {}

    /** Returns a client that decodes our kinds tolerantly; the caller closes it. */
    public static KubernetesClient create(Config config) {
        Config patient = new ConfigBuilder(config)
                .withRequestRetryBackoffLimit(RETRIES)
                .withRequestRetryBackoffInterval(RETRY_INTERVAL_MILLIS)
                .build();
        ObjectMapper mapper = new ObjectMapper();
        mapper.registerModule(TolerantDecoding.module());
        return new KubernetesClientBuilder()
                .withConfig(patient)
                .withKubernetesSerialization(new KubernetesSerialization(mapper, true))
                .build();
    }
}
