package io.zonekeeper.controllers.shards;

import java.time.Duration;

import io.zonekeeper.controllers.framework.Component;
import io.zonekeeper.controllers.framework.Environment;
import io.zonekeeper.controllers.framework.Leadership;
import io.zonekeeper.controllers.loop.Singleton;
import io.zonekeeper.kube.config.OperatorConfig.Shard;

/** Has the operator that judges announce among how many the services are divided, from when it leads. */
public final class ShardAnnouncement implements Component {
    private final ShardLease lease;
    private final Shard shard;
    private final Leadership leadership;
    private final Singleton loop;

    /** Creates it; it announces when this process leads. */
    public ShardAnnouncement(Environment environment, Leadership leadership) {
        this.lease = new ShardLease(environment);
        this.shard = environment.config().shard();
        this.leadership = leadership;
        this.loop = new Singleton(Thread.ofVirtual(), "shards", ShardLease.RENEWED_EVERY, this::announce);
    }

    @Override
    public void start() {
        leadership.onLead(loop::start);
    }

    @Override
    public void close() {
        loop.close();
    }

    private Duration announce() {
        lease.announce(shard, leadership.identity());
        return shard.divided() ? ShardLease.RENEWED_EVERY : Singleton.UNTIL_TRIGGERED;
    }
}
