package io.zonekeeper.controllers.metrics;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

import io.zonekeeper.core.aws.AwsFailure;
import io.zonekeeper.core.aws.AwsOperation;
import io.zonekeeper.core.aws.Statement.Source;
import io.zonekeeper.kube.metrics.Label;
import io.zonekeeper.kube.metrics.MetricCatalog;

/** The metrics of what is asked of AWS: there are none where AWS is disabled. */
public final class AwsMetrics {
    private static final double MILLIS_PER_SECOND = 1000;

    private final MetricCatalog.Counters calls;
    private final MetricCatalog.Readings age;
    private final MetricCatalog.Readings lifetime;

    AwsMetrics(MetricCatalog catalog) {
        this.calls = catalog.counter(
                "zonekeeper_aws_calls_total",
                "Calls of AWS.",
                Label.of(
                        "operation",
                        "the action as IAM names it",
                        Arrays.stream(AwsOperation.values()).map(AwsOperation::word)),
                Label.of(
                        "outcome",
                        "`ok`, or the kind of failure",
                        Stream.concat(
                                Stream.of(AwsFailure.NONE),
                                Arrays.stream(AwsFailure.Kind.values()).map(AwsFailure.Kind::word))));
        this.age = catalog.gauge(
                "zonekeeper_aws_last_success_age_seconds",
                "Time since the last successful poll of a source; NaN while there was none.",
                Label.of(
                        "source",
                        "what AWS was asked for",
                        Arrays.stream(Source.values()).map(Source::word)));
        this.lifetime = catalog.gauge(
                "zonekeeper_aws_shift_lifetime_seconds",
                "Time after which a zonal shift expires unless it is renewed, as configured; it is renewed after half of it.");
    }

    /** Shows the lifetime of zonal shifts as configured. */
    public void shiftLifetime(Duration configured) {
        lifetime.by(configured::toSeconds);
    }

    /** Reads the time since the last successful poll of each source by this; empty while there was none. */
    public void ages(Function<Source, Optional<Duration>> ages) {
        for (Source source : Source.values()) {
            age.by(() -> seconds(ages.apply(source)), source.word());
        }
    }

    /** Counts a call. */
    public void called(AwsOperation operation, String outcome) {
        calls.increment(operation.word(), outcome);
    }

    private static Number seconds(Optional<Duration> age) {
        return age.map(time -> time.toMillis() / MILLIS_PER_SECOND).orElse(Double.NaN);
    }
}
