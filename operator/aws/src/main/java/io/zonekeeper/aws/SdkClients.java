package io.zonekeeper.aws;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;

import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.SdkClient;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.PartitionMetadata;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.services.arczonalshift.ArcZonalShiftClient;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.elasticloadbalancingv2.ElasticLoadBalancingV2Client;
import software.amazon.awssdk.services.health.HealthClient;
import software.amazon.awssdk.services.rds.RdsClient;

/**
 * The SDK's clients of one region, each made when it is first used: they take some megabytes each.
 *
 * <p>They share one HTTP client, one chain of credentials (environment, IRSA, Pod Identity, ...) and one thread that
 * ends what takes too long: on its own each client would keep five. Retries are STANDARD; a call ends after
 * {@link #CALL} whatever happens.
 */
final class SdkClients implements AutoCloseable {
    /** With its retries: AWS answers in tenths of a second when it is well. */
    static final Duration CALL = Duration.ofSeconds(5);

    private static final Duration ATTEMPT = Duration.ofSeconds(3);
    private static final Duration CONNECT = Duration.ofSeconds(2);

    private final String region;
    private final AwsAccess access;
    private final SdkHttpClient http = new PatchingHttpClient(
            UrlConnectionHttpClient.builder()
                    .connectionTimeout(CONNECT)
                    .socketTimeout(ATTEMPT)
                    .build(),
            CONNECT,
            ATTEMPT);
    private final AwsCredentialsProvider credentials;
    private final ScheduledThreadPoolExecutor timeouts = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().name("aws-timeouts").daemon().factory());
    private final Map<String, SdkClient> clients = new ConcurrentHashMap<>();

    SdkClients(String region, AwsAccess access, AwsCredentialsProvider credentials) {
        this.region = region;
        this.access = access;
        this.credentials = credentials;
        // Nearly all calls end in time, and what they were given need not be kept.
        timeouts.setRemoveOnCancelPolicy(true);
    }

    static AwsCredentialsProvider defaultCredentials() {
        return DefaultCredentialsProvider.builder().build();
    }

    Ec2Client ec2() {
        return (Ec2Client) clients.computeIfAbsent("ec2", name -> with(name, Region.of(region), Ec2Client.builder()));
    }

    HealthClient health() {
        return (HealthClient)
                clients.computeIfAbsent("health", name -> with(name, healthRegion(region), HealthClient.builder()));
    }

    /**
     * Returns the region whose endpoint of Health serves a region: one for a whole partition, after the "AWS Health
     * endpoints" of the AWS General Reference. The SDK has a global pseudo region for two of the partitions.
     */
    static Region healthRegion(String region) {
        Region here = Region.of(region);
        return switch (PartitionMetadata.of(here).id()) {
            case "aws" -> Region.AWS_GLOBAL;
            case "aws-cn" -> Region.AWS_CN_GLOBAL;
            case "aws-us-gov" -> Region.US_GOV_WEST_1;
            default -> here;
        };
    }

    ArcZonalShiftClient arc() {
        return (ArcZonalShiftClient)
                clients.computeIfAbsent("arc", name -> with(name, Region.of(region), ArcZonalShiftClient.builder()));
    }

    RdsClient rds() {
        return (RdsClient) clients.computeIfAbsent("rds", name -> with(name, Region.of(region), RdsClient.builder()));
    }

    /** Repeats nothing: a failover that is asked for twice may happen twice. */
    RdsClient rdsOnce() {
        return (RdsClient) clients.computeIfAbsent(
                "rds-once", name -> with("rds", Region.of(region), RdsClient.builder(), AwsRetryStrategy.doNotRetry()));
    }

    ElasticLoadBalancingV2Client elb() {
        return (ElasticLoadBalancingV2Client) clients.computeIfAbsent(
                "elb", name -> with(name, Region.of(region), ElasticLoadBalancingV2Client.builder()));
    }

    CloudWatchClient cloudWatch() {
        return (CloudWatchClient) clients.computeIfAbsent(
                "cloudwatch", name -> with(name, Region.of(region), CloudWatchClient.builder()));
    }

    private <C extends SdkClient, B extends AwsSyncClientBuilder<B, C> & AwsClientBuilder<B, C>> C with(
            String service, Region where, B builder) {
        return with(service, where, builder, AwsRetryStrategy.standardRetryStrategy());
    }

    private <C extends SdkClient, B extends AwsSyncClientBuilder<B, C> & AwsClientBuilder<B, C>> C with(
            String service, Region where, B builder, RetryStrategy retries) {
        builder.httpClient(http).region(where).credentialsProvider(credentials);
        builder.overrideConfiguration(ClientOverrideConfiguration.builder()
                .retryStrategy(retries)
                .scheduledExecutorService(timeouts)
                .apiCallTimeout(CALL)
                .apiCallAttemptTimeout(ATTEMPT)
                .build());
        access.endpointOf(service).ifPresent(builder::endpointOverride);
        return builder.build();
    }

    @Override
    public void close() {
        clients.values().forEach(SdkClient::close);
        http.close();
        timeouts.shutdownNow();
    }
}
