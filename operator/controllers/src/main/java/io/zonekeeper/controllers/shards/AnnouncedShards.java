package io.zonekeeper.controllers.shards;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

import io.zonekeeper.controllers.framework.Component;
import io.zonekeeper.controllers.framework.Environment;
import io.zonekeeper.kube.cache.LastingInformer;
import io.zonekeeper.kube.cache.UpsertDeleteHandler;
import io.zonekeeper.kube.config.OperatorConfig.Shard;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;

/** What an operator that follows knows of the division of services: whether its own is the one in force. */
public final class AnnouncedShards implements Component {
    private final ShardLease lease;
    private final Shard shard;
    private final LongSupplier nanoTime;
    private volatile Runnable listener = () -> {};
    private volatile Optional<Lease> announced = Optional.empty();
    private volatile long heardAt;
    private volatile SharedIndexInformer<Lease> informer;

    /** Creates it with nothing announced. */
    public AnnouncedShards(Environment environment, LongSupplier nanoTime) {
        this.lease = new ShardLease(environment);
        this.shard = environment.config().shard();
        this.nanoTime = nanoTime;
        this.heardAt = nanoTime.getAsLong();
    }

    /** Runs this whenever the judge announces anything. */
    public void listen(Runnable heard) {
        listener = heard;
    }

    @Override
    public void start() {
        informer = LastingInformer.start(lease.resource()
                .runnableInformer(0)
                .addEventHandler(new UpsertDeleteHandler<>(this::hear, gone -> {
                    announced = Optional.empty();
                    listener.run();
                })));
    }

    @Override
    public void close() {
        if (informer != null) {
            informer.stop();
        }
    }

    private void hear(Lease heard) {
        announced = Optional.of(heard);
        heardAt = nanoTime.getAsLong();
        listener.run();
    }

    /** Returns how many operators the services are divided among, as the one that judges announces it. */
    public int count() {
        return ShardLease.count(announced);
    }

    /** Returns whether this operator is one of those. */
    public boolean agreed() {
        return count() == shard.count();
    }

    /** Returns how long the operator that judges has been silent; empty while it renews its Lease. */
    public Optional<Duration> silence() {
        Duration silence = Duration.ofNanos(nanoTime.getAsLong() - heardAt);
        return silence.compareTo(ShardLease.SILENT_AFTER) > 0 ? Optional.of(silence) : Optional.empty();
    }
}
