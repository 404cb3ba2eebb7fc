package io.zonekeeper.core.mongo;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntConsumer;

import io.zonekeeper.core.mongo.facts.SetFact;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The planner against replica sets in memory: first start and a change of the template, with an operator that dies
 * before and after every single action, and with members that die at random. {@link MongoModel} checks each action.
 */
class MongoSimulationTest {
    private static final List<String> ZONES = List.of("a", "b", "c");
    private static final int PATIENCE = 600;

    @Example
    void firstStartAndARollWithoutTrouble() {
        MongoModel model = new MongoModel(ZONES);
        run(model, -1, false, second -> {});
        assertThat(model.unfinished()).isEmpty();
        model.wanted++;
        run(model, -1, false, second -> {});
        assertThat(model.unfinished()).isEmpty();
        assertThat(model.log).filteredOn(line -> line.contains("Initiate")).hasSize(3);
        assertThat(model.log).filteredOn(line -> line.contains("StepDown")).hasSize(3);
        assertThat(model.log).filteredOn(line -> line.contains("Renew[")).hasSize(9);
    }

    @Example
    void theOperatorDiesAtEveryStep() {
        int steps = steps();
        assertThat(steps).isGreaterThan(30);
        for (int step = 0; step < steps; step++) {
            for (boolean before : List.of(true, false)) {
                MongoModel model = new MongoModel(ZONES);
                int taken = run(model, step, before, second -> {});
                assertThat(model.unfinished())
                        .as("after dying at step %d of the first start", step)
                        .isEmpty();
                model.wanted++;
                run(model, step - taken, before, second -> {});
                assertThat(model.unfinished())
                        .as("after dying at step %d\n%s", step, model.log)
                        .isEmpty();
            }
        }
    }

    /** Whoever is primary, and whoever dies or lags meanwhile. */
    @Property(tries = 60)
    void aZoneIsExchanged(@ForAll long seed) {
        Random random = new Random(seed);
        MongoModel model = new MongoModel(ZONES);
        run(model, -1, false, second -> {});
        int start = model.now;
        List<String> asked = new ArrayList<>(ZONES);
        String gone = asked.remove(random.nextInt(3));
        asked.add(random.nextInt(3), "d");
        boolean dead = random.nextInt(4) == 0;
        List<MongoModel.Server> all = new ArrayList<>(model.servers.values());
        IntConsumer trouble = second -> {
            if (second == start + 1) {
                model.ask(asked);
                model.servers.values().stream()
                        .filter(server -> dead && server.zone.equals(gone))
                        .forEach(server -> server.dead = true);
            }
            if (second < start + 120 && random.nextInt(8) == 0) {
                MongoModel.Server server = all.get(random.nextInt(all.size()));
                if (random.nextBoolean()) {
                    server.lagsUntil = second + random.nextInt(60);
                } else {
                    server.upAt = second + random.nextInt(20);
                }
            }
        };
        run(model, -1, false, trouble);
        assertThat(model.unfinished()).as(String.join("\n", model.log)).isEmpty();
        assertThat(model.zones).doesNotContain(gone);
    }

    private int steps() {
        MongoModel model = new MongoModel(ZONES);
        int first = run(model, -1, false, second -> {});
        model.wanted++;
        return first + run(model, -1, false, second -> {});
    }

    @Property(tries = 400)
    void membersDieAtRandom(@ForAll long seed, @ForAll @IntRange(min = 1, max = 12) int faults) {
        Random random = new Random(seed);
        MongoModel model = new MongoModel(random.nextInt(4) == 0 ? List.of("a") : ZONES);
        List<MongoModel.Server> all = new ArrayList<>(model.servers.values());
        IntConsumer trouble = second -> {
            if (second < 25 * faults && random.nextInt(8) == 0) {
                MongoModel.Server server = all.get(random.nextInt(all.size()));
                if (random.nextInt(4) == 0) {
                    server.lagsUntil = second + random.nextInt(90);
                } else if (random.nextBoolean()) {
                    server.upAt = second + random.nextInt(20);
                    server.primary = false;
                } else if (random.nextInt(3) == 0) {
                    model.blindUntil = second + random.nextInt(5);
                } else if (random.nextInt(3) == 0 && model.cordoned.isEmpty()) {
                    model.cordoned.add(server.zone);
                } else {
                    model.cordoned.clear();
                }
            }
            if (second >= 25 * faults) {
                model.cordoned.clear();
            }
            if (second == 40) {
                model.wanted++;
            }
        };
        run(model, -1, false, trouble);
        assertThat(model.unfinished()).as(String.join("\n", model.log)).isEmpty();
    }

    /** Runs until all is done or patience is at its end; returns the actions that were taken. */
    private static int run(MongoModel model, int dieAt, boolean before, IntConsumer trouble) {
        int actions = 0;
        int until = model.now + PATIENCE;
        int calm = 0;
        while (model.now < until && calm < 45) {
            model.second();
            trouble.accept(model.now);
            model.makeRouters();
            MongoPlan plan = MongoPlanner.plan(model.observe(), model.time());
            check(model, plan);
            for (MongoAction action : plan.actions()) {
                boolean dies = actions++ == dieAt;
                if (!dies || !before) {
                    model.act(action);
                }
                if (dies) {
                    model.blindUntil = model.now + 3;
                    break;
                }
            }
            calm = plan.actions().isEmpty() && model.unfinished().isEmpty() ? calm + 1 : 0;
        }
        return actions;
    }

    private static void check(MongoModel model, MongoPlan plan) {
        Optional<MongoModel.Server> primary = model.primary(SetFact.CONFIG);
        if (plan.gate().open()) {
            assertThat(primary)
                    .as("the gate is open with a config primary only")
                    .isPresent();
        }
        long restarts = plan.actions().stream()
                .filter(action -> action instanceof MongoAction.Renew)
                .count();
        assertThat(restarts).isLessThanOrEqualTo(1);
    }
}
