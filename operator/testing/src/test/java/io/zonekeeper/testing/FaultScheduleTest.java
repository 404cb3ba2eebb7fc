package io.zonekeeper.testing;

import java.net.URI;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class FaultScheduleTest {
    private static final ApiRequest WRITE =
            ApiRequest.of("PATCH", URI.create("/apis/apps/v1/namespaces/shop/deployments/web?fieldManager=zonekeeper"));
    private static final ApiRequest WATCH =
            ApiRequest.of("GET", URI.create("/api/v1/pods?resourceVersion=7&watch=true"));
    private static final ApiRequest LIST = ApiRequest.of("GET", URI.create("/api/v1/pods?resourceVersion=0"));
    private static final int REQUESTS = 400;

    @Test
    void itFollowsFromTheSeedAlone() {
        assertThat(befalling(7, WRITE)).isEqualTo(befalling(7, WRITE)).isNotEqualTo(befalling(8, WRITE));
        assertThat(FaultSchedule.of(7)).hasToString(FaultSchedule.of(7).toString());
        assertThat(FaultSchedule.of(7).length("a watch", 3))
                .isEqualTo(FaultSchedule.of(7).length("a watch", 3));
    }

    @Test
    void everyFaultBefallsWhatItMayAndNothingElse() {
        Set<Fault> seen = EnumSet.noneOf(Fault.class);
        for (ApiRequest request : List.of(WRITE, WATCH, LIST)) {
            Set<Fault> befallen = EnumSet.noneOf(Fault.class);
            LongStream.range(0, 100)
                    .forEach(seed -> befalling(seed, request).forEach(fault -> fault.ifPresent(befallen::add)));
            assertThat(befallen).isEqualTo(EnumSet.copyOf(Fault.of(request)));
            seen.addAll(befallen);
        }
        assertThat(seen).containsExactlyInAnyOrder(Fault.values());
    }

    /** Or nothing would ever be done. */
    @Test
    void mostRequestsPass() {
        assertThat(LongStream.range(0, 200))
                .allSatisfy(seed -> assertThat(befalling(seed, WRITE).stream()
                                .filter(Optional::isPresent)
                                .count())
                        .as("faults of seed %d", seed)
                        .isLessThan(REQUESTS * 35 / 100));
    }

    @Test
    void requestsAreReadOffTheirAddresses() {
        assertThat(WRITE).isEqualTo(new ApiRequest("patch", "deployments", "shop", "web"));
        assertThat(WATCH).isEqualTo(new ApiRequest("watch", "pods", "", ""));
        assertThat(LIST).isEqualTo(new ApiRequest("list", "pods", "", ""));
        assertThat(ApiRequest.of(
                        "PATCH", URI.create("/apis/zonekeeper.io/v1alpha1/namespaces/shop/zonedservices/web/status")))
                .isEqualTo(new ApiRequest("patch", "zonedservices/status", "shop", "web"));
        assertThat(ApiRequest.of("GET", URI.create("/api/v1/namespaces/shop")))
                .isEqualTo(new ApiRequest("get", "namespaces", "", "shop"));
        assertThat(WRITE.writes()).isTrue();
        assertThat(WATCH.writes()).isFalse();
    }

    private static List<Optional<Fault>> befalling(long seed, ApiRequest request) {
        FaultSchedule schedule = FaultSchedule.of(seed);
        return IntStream.range(0, REQUESTS)
                .mapToObj(before -> schedule.fault(request, request.toString(), before))
                .toList();
    }
}
