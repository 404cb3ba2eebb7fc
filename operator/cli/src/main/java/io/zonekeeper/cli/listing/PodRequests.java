package io.zonekeeper.cli.listing;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.zonekeeper.core.placement.Room.Amount;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;

/** What pods request of a node. */
public final class PodRequests {
    private PodRequests() {}

    /**
     * Returns what a pod requests: its containers together with init containers that keep running (sidecars), or the
     * largest init container with the sidecars before it, whichever is more, and its overhead.
     */
    public static Amount of(PodSpec pod) {
        Amount sidecars = Amount.NONE;
        Amount starting = Amount.NONE;
        for (Container container : Objects.requireNonNullElse(pod.getInitContainers(), List.<Container>of())) {
            if ("Always".equals(container.getRestartPolicy())) {
                sidecars = sidecars.plus(amount(container));
                starting = starting.max(sidecars);
            } else {
                starting = starting.max(sidecars.plus(amount(container)));
            }
        }
        Amount running = sidecars;
        for (Container container : Objects.requireNonNullElse(pod.getContainers(), List.<Container>of())) {
            running = running.plus(amount(container));
        }
        return running.max(starting).plus(amount(Objects.requireNonNullElse(pod.getOverhead(), Map.of())));
    }

    /** Returns CPU and memory of quantities by their names. */
    public static Amount amount(Map<String, Quantity> quantities) {
        return new Amount(
                number(quantities.get("cpu")).movePointRight(3).longValue(),
                number(quantities.get("memory")).longValue());
    }

    /** Returns a quantity as a number; 0 for none. */
    public static BigDecimal number(Quantity quantity) {
        return quantity == null ? BigDecimal.ZERO : quantity.getNumericalAmount();
    }

    private static Amount amount(Container container) {
        return container.getResources() == null
                ? Amount.NONE
                : amount(Objects.requireNonNullElse(container.getResources().getRequests(), Map.of()));
    }
}
