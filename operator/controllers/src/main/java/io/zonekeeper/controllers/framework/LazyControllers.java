package io.zonekeeper.controllers.framework;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

import io.fabric8.kubernetes.client.CustomResource;

/** Controllers of kinds that many clusters do not use: each starts when the first object of its kind exists. */
public final class LazyControllers implements Component {
    private final Environment environment;
    private final Leadership leadership;
    private final List<LazyController<?>> controllers = new ArrayList<>();

    /** Creates it without any. */
    public LazyControllers(Environment environment, Leadership leadership) {
        this.environment = environment;
        this.leadership = leadership;
    }

    /** Adds the controller of a kind, which is created when it starts. */
    public <R extends CustomResource<?, ?>> LazyControllers add(
            Class<R> kind, Supplier<? extends Controller<R, ?, ?, ?>> create) {
        controllers.add(new LazyController<>(environment, leadership, kind, create));
        return this;
    }

    @Override
    public void start() {
        controllers.forEach(LazyController::start);
    }

    @Override
    public void close() {
        controllers.forEach(LazyController::close);
    }
}
