package io.zonekeeper.controllers.zonedservice.report;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import io.zonekeeper.api.v1alpha1.Condition;
import io.zonekeeper.api.v1alpha1.ZonedServiceStatus;
import io.zonekeeper.api.v1alpha1.ZonedServiceStatus.ZoneStack;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class StatusPaceTest {
    private static final Duration OUT_OF_TRAFFIC = StatusPace.INTERVAL.multipliedBy(StatusPace.LONGER);

    private final AtomicLong now = new AtomicLong();
    private final StatusPace pace = new StatusPace(now::get);

    @Test
    void countsWaitUntilAWhileAfterTheLastWrite() {
        assertThat(pace.wait("web", status(0, "Active", "False"), status(1, "Active", "False")))
                .as("not written lately")
                .isZero();
        pace.wrote("web");
        now.addAndGet(Duration.ofMillis(500).toNanos());
        assertThat(pace.wait("web", status(0, "Active", "False"), status(1, "Active", "False")))
                .isEqualTo(Duration.ofMillis(1500));
        assertThat(pace.wait("other", status(0, "Active", "False"), status(1, "Active", "False")))
                .isZero();
        now.addAndGet(Duration.ofMillis(1500).toNanos());
        assertThat(pace.wait("web", status(0, "Active", "False"), status(2, "Active", "False")))
                .isZero();
    }

    @Test
    void whatWasDecidedAndConditionsThatTurnDoNotWait() {
        pace.wrote("web");
        assertThat(pace.wait("web", status(0, "Active", "False"), status(0, "Shedding", "False")))
                .isZero();
        assertThat(pace.wait("web", status(2, "Active", "False"), status(3, "Active", "True")))
                .isZero();
        assertThat(pace.wait("web", null, status(0, "Active", "False"))).isZero();
    }

    @Test
    void theCountsOfManyServicesWaitLonger() {
        for (int service = 0; service < 200; service++) {
            pace.wrote("web-" + service);
        }
        assertThat(pace.wait("web-7", status(0, "Active", "False"), status(1, "Active", "False")))
                .as("200 services, 20 a second")
                .isEqualTo(Duration.ofSeconds(10));
        for (int service = 200; service < 2_000; service++) {
            pace.wrote("web-" + service);
        }
        assertThat(pace.wait("web-7", status(0, "Active", "False"), status(1, "Active", "False")))
                .isEqualTo(StatusPace.LONGEST);
        now.addAndGet(StatusPace.LONGEST.toNanos());
        pace.wrote("web-7");
        assertThat(pace.wait("web-7", status(0, "Active", "False"), status(1, "Active", "False")))
                .as("those of the crowd were written long ago")
                .isEqualTo(StatusPace.INTERVAL);
    }

    /** While a dark zone returns, its pods are not ready for a moment, and ready again. */
    @Test
    void countsOfZonesWithoutTrafficThatChangeBackAreNotWritten() {
        ZonedServiceStatus written = drained(1);
        assertThat(pace.wait("web", written, drained(0))).isEqualTo(OUT_OF_TRAFFIC);
        now.addAndGet(Duration.ofSeconds(6).toNanos());
        assertThat(pace.wait("web", written, drained(0))).isEqualTo(OUT_OF_TRAFFIC.minusSeconds(6));
        assertThat(pace.wait("web", written, drained(1))).as("nothing to write").isZero();
        assertThat(pace.wait("web", written, drained(0))).as("it changes anew").isEqualTo(OUT_OF_TRAFFIC);
        now.addAndGet(OUT_OF_TRAFFIC.toNanos());
        assertThat(pace.wait("web", written, drained(2)))
                .as("differs all the time")
                .isZero();
        pace.wrote("web");
        now.addAndGet(StatusPace.INTERVAL.toNanos());
        assertThat(pace.wait("web", drained(2), drained(0))).isEqualTo(OUT_OF_TRAFFIC);
    }

    @Test
    void countsOfZonesWithoutTrafficOfManyServicesWaitForWhatIsDecidedNext() {
        for (int service = 0; service < 2_000; service++) {
            pace.wrote("web-" + service);
        }
        assertThat(pace.wait("web-7", drained(3), drained(0))).isEqualTo(Duration.ofMinutes(2));
        now.addAndGet(Duration.ofSeconds(119).toNanos());
        assertThat(pace.wait("web-7", drained(3), drained(0)))
                .as("the crowd was written long ago")
                .isZero();
    }

    private static ZonedServiceStatus drained(int ready) {
        return status(ready, false, "Drained", "True", "9 pods ready in 2 zones, without a");
    }

    private static ZonedServiceStatus status(int ready, String state, String holds) {
        return status(ready, true, state, holds, ready + " of 3 pods ready");
    }

    private static ZonedServiceStatus status(int ready, boolean serving, String state, String holds, String message) {
        return new ZonedServiceStatus(
                1L,
                3,
                ready,
                "zonekeeper.io/service=web",
                Integer.toString(ready),
                List.of(new ZoneStack(
                        "a", null, state, 3, ready, ready, serving, "then", null, null, null, null, null)),
                List.of(),
                null,
                null,
                null,
                null,
                List.of(new Condition("Ready", holds, 1L, "then", "Progressing", message)));
    }
}
