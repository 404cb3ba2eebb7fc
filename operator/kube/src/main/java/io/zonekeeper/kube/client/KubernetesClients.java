package io.zonekeeper.kube.client;

import java.util.List;
import java.util.Optional;

import io.zonekeeper.api.v1alpha1.MultiAZDatabase;
import io.zonekeeper.api.v1alpha1.Zone;
import io.zonekeeper.api.v1alpha1.ZoneHealthPolicy;
import io.zonekeeper.api.v1alpha1.ZonedService;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.KubernetesResource;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.scheduling.v1.PriorityClass;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.okhttp.OkHttpClientFactory;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import okhttp3.OkHttpClient;

/** Makes clients of the API server. */
public final class KubernetesClients {
    /** The name under which Zonekeeper owns fields of objects. */
    public static final String FIELD_MANAGER = "zonekeeper";

    /** Few: a reconcile that failed is tried again as a whole, with what the API server holds by then. */
    private static final int RETRIES = 2;

    private static final int RETRY_INTERVAL_MILLIS = 100;

    /** The kinds that we read and write. */
    private static final List<Class<? extends KubernetesResource>> KINDS = List.of(
            Zone.class,
            ZonedService.class,
            ZoneHealthPolicy.class,
            MultiAZDatabase.class,
            Deployment.class,
            StatefulSet.class,
            Service.class,
            Node.class,
            PersistentVolumeClaim.class,
            PriorityClass.class,
            Pod.class,
            Event.class,
            Lease.class,
            Status.class);

    private KubernetesClients() {}

    /** Returns a client that decodes our kinds tolerantly; the caller closes it. */
    public static KubernetesClient create(Config config) {
        return build(patient(config), http(Optional.empty()));
    }

    /** Returns one that changes something only while a fence lets it. */
    public static KubernetesClient create(Config config, LeaderFence fence) {
        return build(patient(config), http(Optional.of(fence)));
    }

    private static Config patient(Config config) {
        return new ConfigBuilder(config)
                // With HTTP/2 all requests and watches would share one connection, and one that stalls would hold up
                // all.
                .withHttp2Disable(true)
                .withRequestRetryBackoffLimit(RETRIES)
                .withRequestRetryBackoffInterval(RETRY_INTERVAL_MILLIS)
                .build();
    }

    /** Returns a client for a user who waits: it fails at once, with what went wrong; the caller closes it. */
    public static KubernetesClient forPeople(Config config) {
        return build(new ConfigBuilder(config).withHttp2Disable(true).build(), http(Optional.empty()));
    }

    /**
     * Returns how objects and statuses are written: by server-side apply, as their owner.
     *
     * @param force whether fields that others own are taken from them
     */
    public static PatchContext applying(boolean force) {
        return applying(FIELD_MANAGER, force);
    }

    /** Returns how fields are written that another field manager of this project owns; none is taken from others. */
    public static PatchContext applying(String fieldManager) {
        return applying(fieldManager, false);
    }

    private static PatchContext applying(String fieldManager, boolean force) {
        return new PatchContext.Builder()
                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                .withFieldManager(fieldManager)
                .withForce(force)
                .build();
    }

    /** Returns how single fields of an object are changed. */
    public static PatchContext merging() {
        return new PatchContext.Builder()
                .withPatchType(PatchType.JSON_MERGE)
                .withFieldManager(FIELD_MANAGER)
                .build();
    }

    private static HttpClient.Factory http(Optional<LeaderFence> fence) {
        return new OkHttpClientFactory() {
            @Override
            protected void additionalConfig(OkHttpClient.Builder builder) {
                builder.addInterceptor(new CancellableBodies());
                fence.ifPresent(builder::addNetworkInterceptor);
            }
        };
    }

    private static KubernetesClient build(Config config, HttpClient.Factory http) {
        ObjectMapper mapper = new ObjectMapper();
        mapper.registerModules(TolerantDecoding.module(), DirectDecoding.module(), SharedStrings.module());
        // Looking for every kind that fabric8 models would be a third of the start.
        KubernetesSerialization serialization = new KubernetesSerialization(mapper, false);
        KINDS.forEach(serialization::registerKubernetesResource);
        return new KubernetesClientBuilder()
                .withConfig(config)
                .withHttpClientFactory(http)
                .withKubernetesSerialization(serialization)
                .build();
    }
}
