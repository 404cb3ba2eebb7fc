package io.zonekeeper.aws;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

import io.zonekeeper.core.aws.AwsFailure;
import io.zonekeeper.core.aws.AwsOperation;
import io.zonekeeper.core.aws.database.DatabaseControl;
import io.zonekeeper.core.aws.database.DatabaseFact;
import io.zonekeeper.core.aws.database.DatabaseFact.Member;

import software.amazon.awssdk.services.rds.model.DBCluster;
import software.amazon.awssdk.services.rds.model.DBClusterMember;
import software.amazon.awssdk.services.rds.model.DBInstance;
import software.amazon.awssdk.services.rds.model.Filter;
import software.amazon.awssdk.services.rds.model.Tag;

/** Reads databases, and has them fail over, by the SDK. */
final class SdkDatabaseControl implements DatabaseControl {
    private static final int DEFAULT_TIER = 1;

    private final SdkClients clients;
    private final Calls calls;

    SdkDatabaseControl(SdkClients clients, Calls calls) {
        this.clients = clients;
        this.calls = calls;
    }

    @Override
    public DatabaseFact instance(String identifier) {
        DBInstance instance = calls
                .call(
                        AwsOperation.DESCRIBE_DB_INSTANCES,
                        () -> clients.rds().describeDBInstances(request -> request.dbInstanceIdentifier(identifier)))
                .dbInstances()
                .stream()
                .findFirst()
                .orElseThrow(() -> missing(AwsOperation.DESCRIBE_DB_INSTANCES, identifier));
        boolean multiAz = Boolean.TRUE.equals(instance.multiAZ());
        String status = text(instance.dbInstanceStatus());
        return new DatabaseFact(
                identifier,
                text(instance.dbInstanceArn()),
                false,
                text(instance.engine()),
                status,
                multiAz,
                Optional.of(new Member(identifier, text(instance.availabilityZone()), status, DEFAULT_TIER)),
                multiAz
                        ? List.of(new Member(
                                identifier, text(instance.secondaryAvailabilityZone()), status, DEFAULT_TIER))
                        : List.of(),
                tags(instance.tagList()));
    }

    @Override
    public DatabaseFact cluster(String identifier) {
        DBCluster cluster = calls
                .call(
                        AwsOperation.DESCRIBE_DB_CLUSTERS,
                        () -> clients.rds().describeDBClusters(request -> request.dbClusterIdentifier(identifier)))
                .dbClusters()
                .stream()
                .findFirst()
                .orElseThrow(() -> missing(AwsOperation.DESCRIBE_DB_CLUSTERS, identifier));
        Map<String, DBInstance> instances = calls
                .call(
                        AwsOperation.DESCRIBE_DB_INSTANCES,
                        () -> clients.rds()
                                .describeDBInstances(request -> request.filters(Filter.builder()
                                        .name("db-cluster-id")
                                        .values(identifier)
                                        .build())))
                .dbInstances()
                .stream()
                .collect(Collectors.toMap(DBInstance::dbInstanceIdentifier, instance -> instance, (a, b) -> a));
        List<Member> readers = cluster.dbClusterMembers().stream()
                .filter(member -> !Boolean.TRUE.equals(member.isClusterWriter()))
                .map(member -> member(member, instances))
                .toList();
        return new DatabaseFact(
                identifier,
                text(cluster.dbClusterArn()),
                true,
                text(cluster.engine()),
                text(cluster.status()),
                !readers.isEmpty(),
                cluster.dbClusterMembers().stream()
                        .filter(member -> Boolean.TRUE.equals(member.isClusterWriter()))
                        .map(member -> member(member, instances))
                        .findFirst(),
                readers,
                tags(cluster.tagList()));
    }

    @Override
    public void failOverInstance(String identifier) {
        calls.call(
                AwsOperation.REBOOT_DB_INSTANCE,
                () -> clients.rdsOnce()
                        .rebootDBInstance(request ->
                                request.dbInstanceIdentifier(identifier).forceFailover(true)));
    }

    @Override
    public void failOverCluster(String identifier, Optional<String> target) {
        calls.call(
                AwsOperation.FAILOVER_DB_CLUSTER,
                () -> clients.rdsOnce()
                        .failoverDBCluster(request -> request.dbClusterIdentifier(identifier)
                                .targetDBInstanceIdentifier(target.orElse(null))));
    }

    private static Member member(DBClusterMember member, Map<String, DBInstance> instances) {
        Optional<DBInstance> instance = Optional.ofNullable(instances.get(member.dbInstanceIdentifier()));
        return new Member(
                member.dbInstanceIdentifier(),
                instance.map(known -> text(known.availabilityZone())).orElse(""),
                instance.map(known -> text(known.dbInstanceStatus())).orElse(""),
                Optional.ofNullable(member.promotionTier()).orElse(DEFAULT_TIER));
    }

    private static Map<String, String> tags(List<Tag> tags) {
        return tags.stream().collect(Collectors.toMap(Tag::key, tag -> text(tag.value()), (a, b) -> a));
    }

    private static AwsFailure missing(AwsOperation operation, String identifier) {
        return new AwsFailure(
                AwsFailure.Kind.NOT_FOUND,
                "NotFound",
                "%s: there is no %s".formatted(operation.word(), identifier),
                Optional.empty(),
                null);
    }

    private static String text(String value) {
        return Objects.requireNonNullElse(value, "");
    }
}
