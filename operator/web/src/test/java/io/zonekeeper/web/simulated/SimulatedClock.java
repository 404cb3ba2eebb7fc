package io.zonekeeper.web.simulated;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that runs as others do, and can be set forward. */
public final class SimulatedClock extends Clock {
    private final Clock real = Clock.systemUTC();
    private volatile Duration ahead;

    /** Creates one that shows this time now. */
    public SimulatedClock(Instant now) {
        this.ahead = Duration.between(real.instant(), now);
    }

    /** Sets it forward. */
    public void advance(Duration by) {
        ahead = ahead.plus(by);
    }

    @Override
    public Instant instant() {
        return real.instant().plus(ahead);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
