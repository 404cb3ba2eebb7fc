package io.zonekeeper.app.evacuation;

import java.util.concurrent.atomic.AtomicBoolean;

import io.zonekeeper.api.v1alpha1.ZonedService;
import io.zonekeeper.app.UserOfServices;
import io.zonekeeper.testing.OperatorUnderTest;
import io.zonekeeper.testing.Waiting;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;

import static org.assertj.core.api.Assertions.assertThat;

/** Ends an operator at the sight of a state that a stack is in, however short: a watch misses none, looks would. */
final class KilledAt implements Watcher<ZonedService> {
    private final OperatorUnderTest operator;
    private final String zone;
    private final String state;
    private final AtomicBoolean killed = new AtomicBoolean();
    private volatile boolean done;

    private KilledAt(OperatorUnderTest operator, String zone, String state) {
        this.operator = operator;
        this.zone = zone;
        this.state = state;
    }

    /**
     * Does something, kills the operator (-9) when a service's stack in a zone then is in a state, and starts another.
     */
    static void state(
            OperatorUnderTest operator,
            KubernetesClient client,
            String service,
            String zone,
            String state,
            Runnable what) {
        var watcher = new KilledAt(operator, zone, state);
        try (Watch watch =
                client.resources(ZonedService.class).withName(service).watch(watcher)) {
            assertThat(watch).isNotNull();
            what.run();
            Waiting.until(
                    "%s in %s is %s, and the operator dead".formatted(service, zone, state),
                    UserOfServices.PATIENCE,
                    () -> watcher.done);
        }
        operator.restart();
    }

    @Override
    public void eventReceived(Action action, ZonedService service) {
        boolean there = service.getStatus() != null
                && service.getStatus().zones().stream()
                        .anyMatch(stack ->
                                stack.zone().equals(zone) && stack.state().equals(state));
        if (there && killed.compareAndSet(false, true)) {
            operator.crash();
            done = true;
        }
    }

    @Override
    public void onClose(WatcherException cause) {
        // then it waits in vain, and says for what
    }
}
