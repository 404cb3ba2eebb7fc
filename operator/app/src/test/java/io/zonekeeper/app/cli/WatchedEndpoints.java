package io.zonekeeper.app.cli;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;

/** The ready endpoints of a Service, and the fewest that there ever were. */
final class WatchedEndpoints implements ResourceEventHandler<EndpointSlice>, AutoCloseable {
    private final AtomicInteger fewest = new AtomicInteger(Integer.MAX_VALUE);
    private final SharedIndexInformer<EndpointSlice> slices;

    private WatchedEndpoints(SharedIndexInformer<EndpointSlice> slices) {
        this.slices = slices;
    }

    static WatchedEndpoints of(KubernetesClient client, String service) {
        return new WatchedEndpoints(client.discovery()
                .v1()
                .endpointSlices()
                .withLabel("kubernetes.io/service-name", service)
                .inform());
    }

    /** From now on the fewest count. */
    void begin() {
        slices.addEventHandler(this);
    }

    /** Returns the names of the pods that are ready endpoints. */
    Set<String> ready() {
        Set<String> names = new HashSet<>();
        slices.getStore().list().stream()
                .flatMap(slice -> Objects.requireNonNullElse(slice.getEndpoints(), List.<Endpoint>of()).stream())
                .filter(endpoint -> Boolean.TRUE.equals(endpoint.getConditions().getReady()))
                .forEach(endpoint -> names.add(endpoint.getTargetRef().getName()));
        return names;
    }

    int fewest() {
        return fewest.get();
    }

    @Override
    public void onAdd(EndpointSlice slice) {
        count();
    }

    @Override
    public void onUpdate(EndpointSlice before, EndpointSlice slice) {
        count();
    }

    @Override
    public void onDelete(EndpointSlice slice, boolean unknown) {
        count();
    }

    private void count() {
        fewest.accumulateAndGet(ready().size(), Math::min);
    }

    @Override
    public void close() {
        slices.close();
    }
}
