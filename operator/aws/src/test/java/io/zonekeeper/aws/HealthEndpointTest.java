package io.zonekeeper.aws;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.health.endpoints.HealthEndpointProvider;

import static org.assertj.core.api.Assertions.assertThat;

/** Health has one endpoint for a whole partition; the regions of a partition have no host of their own. */
class HealthEndpointTest {
    @ParameterizedTest
    @CsvSource({
        "us-east-1, global.health.amazonaws.com",
        "eu-west-1, global.health.amazonaws.com",
        "me-central-1, global.health.amazonaws.com",
        "cn-north-1, global.health.amazonaws.com.cn",
        "cn-northwest-1, global.health.amazonaws.com.cn",
        "us-gov-east-1, health.us-gov-west-1.amazonaws.com",
        "us-gov-west-1, health.us-gov-west-1.amazonaws.com",
    })
    void host(String region, String host) {
        assertThat(HealthEndpointProvider.defaultProvider()
                        .resolveEndpoint(parameters -> parameters
                                .region(SdkClients.healthRegion(region))
                                .useDualStack(false)
                                .useFips(false))
                        .join()
                        .url()
                        .getHost())
                .isEqualTo(host);
    }
}
