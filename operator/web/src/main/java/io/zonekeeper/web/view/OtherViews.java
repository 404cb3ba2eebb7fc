package io.zonekeeper.web.view;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

import io.zonekeeper.api.v1alpha1.Condition;
import io.zonekeeper.api.v1alpha1.MongoCluster;
import io.zonekeeper.api.v1alpha1.MongoClusterStatus;
import io.zonekeeper.api.v1alpha1.MongoClusterStatus.Member;
import io.zonekeeper.api.v1alpha1.MultiAZDatabase;
import io.zonekeeper.api.v1alpha1.MultiAZDatabaseStatus;
import io.zonekeeper.api.v1alpha1.ZonalProxy;
import io.zonekeeper.api.v1alpha1.ZonalProxyStatus;

import io.fabric8.kubernetes.api.model.HasMetadata;

/** Makes the rows of the kinds that run something else than the pods of a service. */
final class OtherViews {
    private OtherViews() {}

    static ServiceView of(ZonalProxy proxy) {
        Optional<ZonalProxyStatus> status = Optional.ofNullable(proxy.getStatus());
        Map<String, Cell> cells = new TreeMap<>();
        status.map(ZonalProxyStatus::zones).orElse(List.of()).forEach(zone -> {
            boolean evacuated = Boolean.TRUE.equals(zone.evacuated());
            cells.put(
                    zone.zone(),
                    new Cell(
                            evacuated ? "Evacuated" : "Active",
                            zone.local(),
                            zone.local(),
                            !evacuated,
                            null,
                            "%d servers of other zones if these fail".formatted(zone.remote()),
                            null));
        });
        return row(
                proxy,
                status.map(ZonalProxyStatus::proxies).orElse(null),
                status.map(ZonalProxyStatus::readyProxies).orElse(null),
                cells,
                status.map(ZonalProxyStatus::conditions).orElse(null),
                new Facts()
                        .add(
                                "Servers by zone",
                                status.map(ZonalProxyStatus::servers).orElse(null)));
    }

    static ServiceView of(MongoCluster cluster) {
        Optional<MongoClusterStatus> status = Optional.ofNullable(cluster.getStatus());
        Map<String, List<String>> states = new TreeMap<>();
        Map<String, Integer> ready = new TreeMap<>();
        status.map(MongoClusterStatus::sets)
                .orElse(List.of())
                .forEach(set -> Optional.ofNullable(set.members())
                        .orElse(List.of())
                        .forEach(member -> {
                            states.computeIfAbsent(member.zone(), zone -> new ArrayList<>())
                                    .add(set.name() + " " + member.state());
                            ready.merge(member.zone(), serves(member) ? 1 : 0, Integer::sum);
                        }));
        Map<String, Cell> cells = states.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, entry -> {
            int members = entry.getValue().size();
            boolean all = ready.get(entry.getKey()) == members;
            return new Cell(
                    all ? "Active" : "Incomplete",
                    members,
                    ready.get(entry.getKey()),
                    null,
                    null,
                    String.join(", ", entry.getValue()),
                    null);
        }));
        return row(
                cluster,
                null,
                null,
                cells,
                status.map(MongoClusterStatus::conditions).orElse(null),
                new Facts()
                        .add(
                                "Config servers",
                                status.map(MongoClusterStatus::quorum).orElse(null))
                        .add(
                                "Metadata",
                                status.map(MongoClusterStatus::metadata).orElse(null))
                        .add(
                                "Primaries",
                                status.map(MongoClusterStatus::primaries).orElse(null))
                        .add(
                                "Restarts of mongos",
                                status.map(MongoClusterStatus::gate)
                                        .map(MongoClusterStatus.Gate::reason)
                                        .orElse(null)));
    }

    static ServiceView of(MultiAZDatabase database) {
        Optional<MultiAZDatabaseStatus> status = Optional.ofNullable(database.getStatus());
        Map<String, Cell> cells = new TreeMap<>();
        status.map(MultiAZDatabaseStatus::standby).stream()
                .flatMap(zones -> Arrays.stream(zones.split(",", -1)))
                .map(String::strip)
                .filter(zone -> !zone.isEmpty())
                .forEach(zone -> cells.put(zone, new Cell("Standby", null, null, null, null, null, null)));
        status.map(MultiAZDatabaseStatus::writerZone)
                .ifPresent(zone -> cells.put(zone, new Cell("Writer", null, null, null, null, null, null)));
        return row(
                database,
                null,
                null,
                cells,
                status.map(MultiAZDatabaseStatus::conditions).orElse(null),
                new Facts()
                        .add(
                                "Database",
                                status.map(MultiAZDatabaseStatus::database).orElse(null))
                        .add(
                                "RDS reports",
                                status.map(MultiAZDatabaseStatus::state).orElse(null))
                        .add("Mode", status.map(MultiAZDatabaseStatus::mode).orElse(null)));
    }

    private static ServiceView row(
            HasMetadata object,
            Integer replicas,
            Integer ready,
            Map<String, Cell> cells,
            List<Condition> conditions,
            Facts facts) {
        List<Problem> problems = Problems.of(conditions);
        return new ServiceView(
                object.getKind(),
                object.getMetadata().getNamespace(),
                object.getMetadata().getName(),
                null,
                replicas,
                ready,
                Problems.severity(problems),
                Problems.status(problems),
                cells,
                Map.of(),
                problems,
                facts.list());
    }

    private static boolean serves(Member member) {
        return "PRIMARY".equals(member.state()) || "SECONDARY".equals(member.state());
    }
}
