package io.zonekeeper.app.evacuation;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;

import io.zonekeeper.api.v1alpha1.ZonedService;
import io.zonekeeper.api.v1alpha1.ZonedServiceStatus;
import io.zonekeeper.app.UserOfServices;
import io.zonekeeper.testing.OperatorUnderTest;
import io.zonekeeper.testing.Waiting;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;

import static org.assertj.core.api.Assertions.assertThat;

/** Ends an operator at the sight of what a status says, however short: a watch misses nothing, looks would. */
public final class KilledAt implements Watcher<ZonedService> {
    private final OperatorUnderTest operator;
    private final Predicate<ZonedServiceStatus> sight;
    private final AtomicBoolean killed = new AtomicBoolean();
    private volatile boolean done;

    private KilledAt(OperatorUnderTest operator, Predicate<ZonedServiceStatus> sight) {
        this.operator = operator;
        this.sight = sight;
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
        sight(
                operator,
                client,
                service,
                "%s is %s".formatted(zone, state),
                status -> status.zones().stream()
                        .anyMatch(stack ->
                                stack.zone().equals(zone) && stack.state().equals(state)),
                what);
        operator.restart();
    }

    /** Does something, and kills the operator (-9) when a service's status then says this. */
    public static void sight(
            OperatorUnderTest operator,
            KubernetesClient client,
            String service,
            String words,
            Predicate<ZonedServiceStatus> sight,
            Runnable what) {
        var watcher = new KilledAt(operator, sight);
        try (Watch watch =
                client.resources(ZonedService.class).withName(service).watch(watcher)) {
            assertThat(watch).isNotNull();
            what.run();
            Waiting.until(
                    "of %s it is said that %s, and the operator is dead".formatted(service, words),
                    UserOfServices.PATIENCE,
                    () -> watcher.done);
        }
    }

    @Override
    public void eventReceived(Action action, ZonedService service) {
        boolean there = service.getStatus() != null && sight.test(service.getStatus());
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
