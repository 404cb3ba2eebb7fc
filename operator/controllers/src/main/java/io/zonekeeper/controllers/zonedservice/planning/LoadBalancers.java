package io.zonekeeper.controllers.zonedservice.planning;

import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.zonekeeper.api.v1alpha1.ZonedService;
import io.zonekeeper.api.v1alpha1.ZonedServiceStatus.LoadBalancerStatus;
import io.zonekeeper.core.zone.KnownZone;

/** Load balancers in front of services, led away from the zones that these leave. Nothing here ever waits for AWS. */
public interface LoadBalancers {
    /** AWS is switched off. */
    LoadBalancers OFF = new LoadBalancers() {
        @Override
        public boolean on() {
            return false;
        }

        @Override
        public void keep(ZonedService service, Wish wish) {
            // nothing to keep
        }

        @Override
        public List<LoadBalancerStatus> statuses(ZonedService service) {
            return List.of();
        }

        @Override
        public void existing(Supplier<Set<String>> services) {
            // nothing is shifted
        }

        @Override
        public void onChange(Consumer<Set<String>> services) {
            // nothing changes
        }
    };

    /**
     * Where a service is not to get traffic.
     *
     * @param cordoned zones that are cordoned by us or by people here, and that the service gets no traffic in
     * @param away names of all zones that the service gets no traffic in: a shift that stands stays so long
     */
    record Wish(List<KnownZone> cordoned, Set<String> away) {
        /** Copies the collections. */
        public Wish {
            cordoned = List.copyOf(cordoned);
            away = Set.copyOf(away);
        }
    }

    /** Returns whether AWS is asked at all. */
    boolean on();

    /** Takes note of where a service is not to get traffic; what follows is done by others, later. */
    void keep(ZonedService service, Wish wish);

    /** Returns how a service's load balancers stand. */
    List<LoadBalancerStatus> statuses(ZonedService service);

    /** Learns which services, by namespace and name, there are: what is shifted for others is brought back. */
    void existing(Supplier<Set<String>> services);

    /**
     * Has something done with the services, by namespace and name, whose load balancers stand otherwise than before.
     */
    void onChange(Consumer<Set<String>> services);
}
