package io.zonekeeper.core.handover;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.zonekeeper.core.handover.HandOver.Deployment;
import io.zonekeeper.core.handover.HandOver.Facts;
import io.zonekeeper.core.handover.HandOver.Service;
import io.zonekeeper.core.handover.HandOver.Step;
import io.zonekeeper.core.handover.HandOver.Zoned;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class HandOverTest {
    @Test
    void itGoesThereStepByStep() {
        assertThat(stepsOf(new World(4, true), true))
                .containsExactly(
                        Step.CREATE,
                        Step.AWAIT_READY,
                        Step.HAND_OVER,
                        Step.AWAIT_ENDPOINTS,
                        Step.SHRINK,
                        Step.AWAIT_SHRUNK,
                        Step.DONE);
    }

    @Test
    void andBack() {
        var world = new World(4, true);
        stepsOf(world, true);
        assertThat(stepsOf(world, false))
                .containsExactly(
                        Step.GROW,
                        Step.AWAIT_GROWN,
                        Step.PAUSE,
                        Step.AWAIT_PAUSED,
                        Step.RELEASE,
                        Step.AWAIT_OLD_ENDPOINTS,
                        Step.DELETE,
                        Step.DONE);
        assertThat(world.service).contains(new Service(false, false, 4, 0));
    }

    @Test
    void withoutAServiceNothingIsHandedOver() {
        var world = new World(4, false);
        assertThat(stepsOf(world, true))
                .containsExactly(Step.CREATE, Step.AWAIT_READY, Step.SHRINK, Step.AWAIT_SHRUNK, Step.DONE);
        assertThat(stepsOf(world, false)).containsExactly(Step.GROW, Step.AWAIT_GROWN, Step.DELETE, Step.DONE);
    }

    @Test
    void podsThatAreReadyAndNotInTheEndpointsDoNotCount() {
        var facts = new Facts(
                3,
                new Deployment(3, 3, 3),
                Optional.of(new Zoned(3, false, false, false)),
                Optional.of(new Service(false, false, 3, 2)));
        assertThat(HandOver.forward(facts)).isEqualTo(Step.AWAIT_READY);
    }

    @Test
    void aDeploymentThatGrewMeanwhileIsWaitedFor() {
        var facts = new Facts(
                3,
                new Deployment(5, 5, 5),
                Optional.of(new Zoned(3, false, false, false)),
                Optional.of(new Service(false, false, 5, 3)));
        assertThat(HandOver.forward(facts)).isEqualTo(Step.AWAIT_READY);
    }

    /** Begun, turned round and begun again at any point: it ends, and never with fewer ready endpoints than before. */
    @Property
    void itMayBeTurnedRoundAnywhere(
            @ForAll @IntRange(min = 1, max = 9) int pods,
            @ForAll @IntRange(min = 0, max = 8) int there,
            @ForAll @IntRange(min = 0, max = 8) int back) {
        var world = new World(pods, true);
        for (int i = 0; i < there; i++) {
            world.take(HandOver.forward(world.facts()));
        }
        for (int i = 0; i < back; i++) {
            world.take(HandOver.back(world.facts()));
        }
        assertThat(stepsOf(world, true)).endsWith(Step.DONE);
        assertThat(stepsOf(world, false)).endsWith(Step.DONE);
    }

    private static List<Step> stepsOf(World world, boolean forward) {
        List<Step> steps = new ArrayList<>();
        while (steps.isEmpty() || steps.getLast() != Step.DONE) {
            assertThat(steps).as("it ends").hasSizeLessThan(20);
            Step step = forward ? HandOver.forward(world.facts()) : HandOver.back(world.facts());
            steps.add(step);
            world.take(step);
        }
        return steps;
    }

    /** A cluster in which what is waited for has happened when it is looked at again. */
    private static final class World {
        private final int before;
        private int replicas;
        private int old;
        private int fresh;
        private boolean zoned;
        private boolean routes;
        private boolean pauseWanted;
        private boolean paused;
        private Optional<Service> service;

        World(int before, boolean served) {
            this.before = before;
            this.replicas = before;
            this.old = before;
            this.service = served ? Optional.of(new Service(false, false, before, 0)) : Optional.empty();
        }

        Facts facts() {
            return new Facts(
                    before,
                    new Deployment(replicas, old, old),
                    zoned ? Optional.of(new Zoned(fresh, routes, pauseWanted, paused)) : Optional.empty(),
                    service);
        }

        void take(Step step) {
            switch (step) {
                case CREATE -> zoned = true;
                case AWAIT_READY -> fresh = before;
                case RESUME -> {
                    pauseWanted = false;
                    paused = false;
                }
                case HAND_OVER -> {
                    routes = true;
                    service = service.map(each -> new Service(false, true, each.readyOld(), each.readyNew()));
                }
                case AWAIT_ENDPOINTS -> service = service.map(each -> new Service(true, true, 0, fresh));
                case SHRINK -> replicas = 0;
                case AWAIT_SHRUNK -> old = 0;
                case GROW -> replicas = before;
                case AWAIT_GROWN -> old = before;
                case PAUSE -> pauseWanted = true;
                case AWAIT_PAUSED -> paused = true;
                case RELEASE ->
                    service = service.map(each -> new Service(false, false, each.readyOld(), each.readyNew()));
                case AWAIT_OLD_ENDPOINTS ->
                    service = service.map(each -> new Service(false, false, old, each.readyNew()));
                case DELETE -> {
                    zoned = false;
                    routes = false;
                    pauseWanted = false;
                    paused = false;
                    fresh = 0;
                    service = service.map(each -> new Service(false, false, each.readyOld(), 0));
                }
                case DONE -> {}
            }
            if (service.filter(each -> !each.taken()).isPresent() && step != Step.RELEASE && zoned) {
                service = service.map(each -> new Service(false, each.offered(), old, fresh));
            }
            service.ifPresent(each -> assertThat(each.readyOld() + each.readyNew())
                    .as("ready endpoints after %s", step)
                    .isGreaterThanOrEqualTo(before));
        }
    }
}
