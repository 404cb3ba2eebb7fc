package io.zonekeeper.controllers.metrics;

import java.util.function.BooleanSupplier;

import io.zonekeeper.kube.config.OperatorConfig.Shard;
import io.zonekeeper.kube.metrics.Label;
import io.zonekeeper.kube.metrics.MetricCatalog;

/** Metrics of operators that divide the services among them. */
public final class ShardMetrics {
    private final MetricCatalog.Readings count;
    private final MetricCatalog.Readings kept;

    ShardMetrics(MetricCatalog catalog) {
        count = catalog.gauge("zonekeeper_shards", "Operators that ZonedServices are divided among.");
        kept = catalog.gauge(
                "zonekeeper_shard_kept",
                "Whether this process keeps its share of the ZonedServices: 1 if it leads and the division is the one in force.",
                Label.ofCluster("shard", "number of the share, from 0; shard 0 also judges zones"));
    }

    /** Shows whether this process keeps a share. */
    public void keeping(Shard shard, BooleanSupplier keeps) {
        count.by(shard::count);
        kept.by(() -> keeps.getAsBoolean() ? 1 : 0, Integer.toString(shard.index()));
    }
}
