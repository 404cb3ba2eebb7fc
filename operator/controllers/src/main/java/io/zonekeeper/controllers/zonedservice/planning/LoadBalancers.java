package io.zonekeeper.controllers.zonedservice.planning;

import java.util.List;
import java.util.Set;

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
        public void keep(ZonedService service, Request request) {
            // nothing to keep
        }

        @Override
        public List<LoadBalancerStatus> statuses(ZonedService service) {
            return List.of();
        }
    };

    /**
     * Where a service is not to get traffic.
     *
     * @param cordoned zones that are cordoned by us or by users here, and that the service gets no traffic in
     * @param away names of all zones that the service gets no traffic in: a shift that stands stays so long
     */
    record Request(List<KnownZone> cordoned, Set<String> away) {
        /** Copies the collections. */
        public Request {
            cordoned = List.copyOf(cordoned);
            away = Set.copyOf(away);
        }
    }

    /** Returns whether AWS is asked at all. */
    boolean on();

    /** Takes note of where a service is not to get traffic; what follows is done by others, later. */
    void keep(ZonedService service, Request request);

    /** Returns how a service's load balancers stand. */
    List<LoadBalancerStatus> statuses(ZonedService service);
}
