package io.zonekeeper.kube.config;

import java.util.List;
import java.util.stream.IntStream;

import io.zonekeeper.kube.config.OperatorConfig.Shard;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class ShardTest {
    private static final List<String> NAMESPACES =
            IntStream.range(0, 300).mapToObj("team-%d"::formatted).toList();

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 32})
    void everyNamespaceHasOneKeeperAndEachKeeperItsPart(int count) {
        List<Shard> shards = IntStream.range(0, count)
                .mapToObj(index -> new Shard(index, count))
                .toList();
        assertThat(NAMESPACES)
                .allSatisfy(namespace -> assertThat(shards)
                        .filteredOn(shard -> shard.keeps(namespace))
                        .hasSize(1));
        assertThat(shards)
                .allSatisfy(shard -> assertThat(NAMESPACES.stream().filter(shard::keeps))
                        .hasSizeBetween(NAMESPACES.size() / count / 3, NAMESPACES.size() * 3 / count));
    }

    /** A change of it would give services other keepers at an upgrade, two at once while it lasts. */
    @Test
    void whoKeepsANamespaceIsTheSameInEveryVersion() {
        assertThat(NAMESPACES.stream().limit(8).map(ShardTest::keeper)).containsExactly(1, 0, 0, 0, 2, 1, 2, 2);
    }

    private static int keeper(String namespace) {
        return IntStream.range(0, 3)
                .filter(index -> new Shard(index, 3).keeps(namespace))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({"20, 1, 20", "20, 3, 6", "2, 3, 1", "0, 3, 0"})
    void limitsOfAllAreDivided(int limit, int count, int part) {
        assertThat(new Shard(0, count).partOf(limit)).isEqualTo(part);
    }
}
