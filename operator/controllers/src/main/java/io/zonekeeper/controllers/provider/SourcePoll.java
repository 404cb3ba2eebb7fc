package io.zonekeeper.controllers.provider;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import io.zonekeeper.core.aws.AwsEvidence;
import io.zonekeeper.core.aws.AwsFailure;
import io.zonekeeper.core.aws.Statement;
import io.zonekeeper.core.aws.Statement.Source;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks one source of AWS from time to time and keeps what it last said.
 *
 * <p>What is not permitted, or not in the account's support plan, is reported once and asked for again after
 * {@link #FORBIDDEN} only, or when the policy is changed. Other trouble doubles the wait, up to {@link #SLOWEST} times.
 */
final class SourcePoll {
    private static final Logger LOG = LoggerFactory.getLogger(SourcePoll.class);
    static final Duration FORBIDDEN = Duration.ofHours(1);
    private static final int SLOWEST = 4;

    private final Source source;
    private final Duration interval;
    private final BooleanSupplier wanted;
    private final Supplier<List<Statement>> ask;
    private final Runnable onChange;
    private final LongSupplier nanoTime;
    private volatile List<Statement> said = List.of();
    private volatile Optional<Long> heardAt = Optional.empty();
    private volatile Optional<AwsFailure> trouble = Optional.empty();
    private int failures;

    SourcePoll(
            Source source,
            Duration interval,
            BooleanSupplier wanted,
            Supplier<List<Statement>> ask,
            Runnable onChange,
            LongSupplier nanoTime) {
        this.source = source;
        this.interval = interval;
        this.wanted = wanted;
        this.ask = ask;
        this.onChange = onChange;
        this.nanoTime = nanoTime;
    }

    /** Asks once, and returns the time until the next. */
    Duration round() {
        if (!wanted.getAsBoolean()) {
            boolean change = !said.isEmpty() || trouble.isPresent();
            said = List.of();
            heardAt = Optional.empty();
            trouble = Optional.empty();
            failures = 0;
            if (change) {
                onChange.run();
            }
            return interval;
        }
        try {
            List<Statement> now = ask.get();
            boolean change = !now.equals(said) || trouble.isPresent() || heardAt.isEmpty();
            said = now;
            heardAt = Optional.of(nanoTime.getAsLong());
            trouble = Optional.empty();
            failures = 0;
            if (change) {
                onChange.run();
            }
            return interval;
        } catch (AwsFailure e) {
            boolean news =
                    trouble.map(AwsFailure::code).filter(e.code()::equals).isEmpty();
            trouble = Optional.of(e);
            failures++;
            if (news) {
                LOG.atWarn()
                        .addKeyValue("source", source.word())
                        .addKeyValue("cause", e.getMessage())
                        .log("AWS cannot be reached: its last reports stay in effect until they are too old");
                onChange.run();
            }
            return e.kind() == AwsFailure.Kind.FORBIDDEN
                    ? FORBIDDEN
                    : interval.multipliedBy(Math.min(SLOWEST, 1L << Math.min(failures - 1, 10)));
        }
    }

    /** Returns what it last said, with its age; empty where it was never heard. */
    Optional<AwsEvidence.Heard> heard() {
        List<Statement> statements = said;
        return heardAt.map(at ->
                new AwsEvidence.Heard(statements, Duration.ofNanos(Math.max(0, nanoTime.getAsLong() - at))));
    }

    /** Returns why it cannot be asked now. */
    Optional<AwsFailure> trouble() {
        return trouble;
    }
}
