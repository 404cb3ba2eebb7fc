package io.zonekeeper.controllers.zonedservice;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.zonekeeper.api.v1alpha1.ZonedService;
import io.zonekeeper.controllers.cluster.Change;
import io.zonekeeper.controllers.framework.Primaries;

import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.Cache;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Reconciling all services costs seconds where there are many: only those that a change concerns are. */
class ConcernedServicesTest {
    private final ServiceLives lives = new ServiceLives(20);
    private final ServiceLives.Life leaving = lives.life("leaving");
    private final ServiceLives.Life steady = lives.life("steady");
    private final Primaries<ZonedService> primaries = new Primaries<>();
    private final ConcernedServices concerned = new ConcernedServices(primaries);

    @Test
    void nobodyIsConcernedBeforeServicesAreKnown() {
        assertThat(concerned.by(new Change.Zones())).isEmpty();
    }

    @Test
    void zonesConcernAllAndTrustThoseThatAreAwayOrNotRolledOut() {
        known();
        assertThat(names(new Change.Zones())).containsExactlyInAnyOrder("leaving", "steady");
        assertThat(leaving.evacuates()).isTrue();
        steady.passes(300);
        assertThat(names(new Change.Trust())).containsExactly("leaving");
    }

    @Test
    void servicesAndBudgetsConcernThoseThatTheyName() {
        known();
        assertThat(names(new Change.Services(Set.of("shop/steady")))).containsExactly("steady");
        assertThat(names(new Change.Budgets("shop"))).containsExactlyInAnyOrder("leaving", "steady");
        assertThat(names(new Change.Budgets("bank"))).isEmpty();
    }

    @Test
    void whatIsOnlyEvidenceConcernsNoService() {
        known();
        assertThat(names(new Change.ZoneVerdicts())).isEmpty();
        assertThat(names(new Change.Provider())).isEmpty();
        assertThat(names(new Change.Policy())).isEmpty();
    }

    private Set<String> names(Change change) {
        return concerned.by(change).stream().map(ResourceID::getName).collect(Collectors.toSet());
    }

    private void known() {
        primaries.readFrom(new Cache<>() {
            private Stream<ZonedService> all() {
                return List.of(leaving.service, steady.service).stream();
            }

            @Override
            public Optional<ZonedService> get(ResourceID id) {
                return all().filter(service -> ResourceID.fromResource(service).equals(id))
                        .findFirst();
            }

            @Override
            public Stream<ResourceID> keys() {
                return all().map(ResourceID::fromResource);
            }

            @Override
            public Stream<ZonedService> list(Predicate<ZonedService> predicate) {
                return all().filter(predicate);
            }
        });
    }
}
