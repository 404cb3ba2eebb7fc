package io.zonekeeper.kube.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ConfigLoaderTest {
    @TempDir
    Path folder;

    @Test
    void defaultsHoldWithoutAFile() {
        OperatorConfig config = ConfigLoader.load(Optional.empty(), Map.of());
        assertThat(config.namespaces()).isEmpty();
        assertThat(config.leaderElection().enabled()).isTrue();
        assertThat(config.slots()).isEqualTo(8);
        assertThat(config.defaultPolicy()).isEmpty();
        assertThat(config.zone()).isEmpty();
    }

    @Test
    void theZoneMayBeGiven() {
        assertThat(ConfigLoader.load(Optional.empty(), Map.of("ZONEKEEPER_ZONE", "us-east-1a"))
                        .zone())
                .contains("us-east-1a");
        assertThat(ConfigLoader.load(Optional.empty(), Map.of("ZONEKEEPER_ZONE", " "))
                        .zone())
                .isEmpty();
    }

    @Test
    void theEnvironmentIsAboveTheFile() throws IOException {
        OperatorConfig config = ConfigLoader.load(
                file("""
                        namespaces: [shop, billing]
                        leaderElection: {leaseDuration: 4s, renewDeadline: 3s, retryPeriod: 1s}
                        log: {level: debug}
                        defaultPolicy: {mode: Advise}
                        """),
                Map.of(
                        "ZONEKEEPER_LOG_LEVEL",
                        "warn",
                        "ZONEKEEPER_LEADER_ELECTION_LEASE_NAME",
                        "mine",
                        "PATH",
                        "/bin"));
        assertThat(config.namespaces()).containsExactly("shop", "billing");
        assertThat(config.log().level()).isEqualTo("warn");
        assertThat(config.leaderElection().leaseName()).isEqualTo("mine");
        assertThat(config.leaderElection().leaseDuration()).isEqualTo(Duration.ofSeconds(4));
        assertThat(config.defaultPolicy().orElseThrow().path("mode").asText()).isEqualTo("Advise");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            workers: many                                | workers: 'many' is not a whole number from 1 to 256
            workers: 0                                   | workers: '0' is not a whole number from 1 to 256
            log: {level: loud}                           | log.level: 'loud' is none of debug, error, info, trace, warn
            slots: 12                                    | slots: '12' is none of 16, 8
            leaderElection: {leaseDuration: 15}          | leaderElection.leaseDuration: '15' is not a duration
            leaderElection: {leaseDuration: 2s}          | leaseDuration must be longer than renewDeadline
            leaderElection: {enabled: maybe}             | leaderElection.enabled: 'maybe' is none of false, true
            log: {colour: red}                           | unknown key log.colour; the keys are aws.enabled
            shard: 3/3                                   | shard: '3/3' is not INDEX/COUNT with an index from 0
            shard: 1                                     | shard: '1' is not INDEX/COUNT
            '{shard: 1/2, leaderElection: {enabled: false}}' | shard: operators that divide services need leaderElection.enabled
            '{shard: 1/2, namespaces: [shop]}'           | leave out either shard or namespaces
            namespaces: shop                             | namespaces: expected a list
            log: [info]                                  | unknown key log
            '{a: b'                                      | is not valid YAML
            just words                                   | expected keys and values
            """)
    void errorsNameTheKey(String yaml, String message) throws IOException {
        Optional<Path> file = file(yaml);
        assertThatThrownBy(() -> ConfigLoader.load(file, Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(message);
    }

    /** The first one elects under the name that was given, whatever it is one of. */
    @ParameterizedTest
    @CsvSource(textBlock = """
            0/1, zonekeeper
            0/3, zonekeeper
            2/3, zonekeeper-shard-2
            """)
    void eachShardElectsALeaderOfItsOwn(String shard, String lease) {
        OperatorConfig config = ConfigLoader.load(Optional.empty(), Map.of("ZONEKEEPER_SHARD", shard));
        assertThat(config.shard()).hasToString(shard);
        assertThat(config.leaderElection().leaseName()).isEqualTo(lease);
    }

    @Test
    void unknownVariablesAreRefusedToo() {
        assertThatThrownBy(() -> ConfigLoader.load(Optional.empty(), Map.of("ZONEKEEPER_LOG_LEVLE", "info")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("unknown key ZONEKEEPER_LOG_LEVLE");
    }

    @Test
    void aMissingFileIsNamed() {
        assertThatThrownBy(() -> ConfigLoader.load(Optional.of(folder.resolve("none.yaml")), Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("none.yaml");
    }

    private Optional<Path> file(String yaml) throws IOException {
        return Optional.of(Files.writeString(folder.resolve("config.yaml"), yaml));
    }
}
