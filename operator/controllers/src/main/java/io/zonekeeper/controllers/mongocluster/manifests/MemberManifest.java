package io.zonekeeper.controllers.mongocluster.manifests;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.zonekeeper.api.v1alpha1.MongoClusterSpec;
import io.zonekeeper.api.v1alpha1.MongoClusterSpec.Storage;
import io.zonekeeper.core.mongo.facts.Credentials;
import io.zonekeeper.core.mongo.facts.SetFact;
import io.zonekeeper.core.zone.KnownZone;
import io.zonekeeper.kube.objects.Labels;
import io.zonekeeper.kube.objects.NodeReading;
import io.zonekeeper.kube.objects.Owner;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * One member of a replica set: a StatefulSet of one pod with a volume, required to run in its zone, and a headless
 * Service that gives it its name whether it is ready or not.
 *
 * <p>The administrator is created before the first start by an init container, on a mongod that nobody else reaches: a
 * server of a set lets only clients on its own host do that ("localhost exception"), and the operator is none. That
 * mongod keeps no sessions: its collection of them would not be the one that the sharded cluster makes.
 */
public final class MemberManifest {
    private static final String DATA = "/data/db";
    private static final String FIRST_START = """
            set -eu
            [ ! -e %1$s/.zonekeeper-admin ] || exit 0
            mongod --dbpath %1$s --bind_ip 127.0.0.1 --port 27018 --setParameter disableLogicalSessionCacheRefresh=true --fork --logpath /tmp/first.log
            HOME=/tmp mongosh --quiet --port 27018 admin --eval 'const name = process.env.ADMIN_USERNAME; if (!db.getUser(name)) db.createUser({user: name, pwd: process.env.ADMIN_PASSWORD, roles: ["root"]})'
            mongod --dbpath %1$s --shutdown
            touch %1$s/.zonekeeper-admin
            """.formatted(DATA);

    private final Owner owner;
    private final MongoNames names;
    private final MongoClusterSpec spec;
    private final Credentials credentials;

    MemberManifest(Owner owner, MongoClusterSpec spec, Credentials credentials) {
        this.owner = owner;
        this.names = new MongoNames(owner.namespace(), owner.name());
        this.spec = spec;
        this.credentials = credentials;
    }

    /** Returns the labels of a set's pods. */
    public static Map<String, String> pods(String cluster, String set) {
        return Map.of(MongoNames.CLUSTER, cluster, MongoNames.SET, set);
    }

    /** Returns the StatefulSet with a template, which is the wanted one or the one that it has. */
    public ObjectNode statefulSet(String set, KnownZone zone, JsonNode template) {
        String name = names.member(set, zone);
        ObjectNode member =
                MongoManifests.object("apps/v1", "StatefulSet", owner, name, Map.of(Labels.ZONE, zone.name()));
        member.withObjectProperty("metadata")
                .withObjectProperty("annotations")
                .put(Labels.TEMPLATE, template.toString());
        ObjectNode body = member.putObject("spec").put("replicas", 1).put("serviceName", name);
        ObjectNode labels = body.putObject("selector").putObject("matchLabels");
        select(set, zone).forEach(labels::put);
        body.putObject("persistentVolumeClaimRetentionPolicy")
                .put("whenDeleted", "Retain")
                .put("whenScaled", "Retain");
        claim(body.putArray("volumeClaimTemplates").addObject(), storage(set));
        body.set("template", template);
        return member;
    }

    /** Returns the Service that names the member. */
    public ObjectNode service(String set, KnownZone zone) {
        ObjectNode service = MongoManifests.object(
                "v1", "Service", owner, names.member(set, zone), Map.of(Labels.ZONE, zone.name()));
        ObjectNode body = service.putObject("spec")
                .put("type", "ClusterIP")
                .put("clusterIP", "None")
                .put("publishNotReadyAddresses", true);
        ObjectNode selector = body.putObject("selector");
        select(set, zone).forEach(selector::put);
        body.putArray("ports")
                .addObject()
                .put("name", "mongo")
                .put("port", MongoNames.PORT)
                .put("protocol", "TCP")
                .put("targetPort", MongoNames.PORT);
        return service;
    }

    /** Returns the template that is wanted. */
    public ObjectNode template(String set, KnownZone zone) {
        ObjectNode template = JsonNodeFactory.instance.objectNode();
        ObjectNode labels = template.putObject("metadata").putObject("labels");
        select(set, zone).forEach(labels::put);
        labels.put(MongoNames.ROLE, MongoNames.role(set));
        CredentialMarks.member(template, credentials);
        ObjectNode pod = template.putObject("spec");
        MongoManifests.pod(pod, spec);
        pod.put("terminationGracePeriodSeconds", 60);
        pod.putObject("affinity")
                .putObject("nodeAffinity")
                .putObject("requiredDuringSchedulingIgnoredDuringExecution")
                .putArray("nodeSelectorTerms")
                .addObject()
                .putArray("matchExpressions")
                .addObject()
                .put("key", NodeReading.ZONE_LABEL)
                .put("operator", "In")
                .putArray("values")
                .add(zone.name());
        if (spec.auth() != null) {
            ObjectNode first = MongoManifests.container(
                    pod.withArrayProperty("initContainers"), "admin", spec, List.of("sh", "-c", FIRST_START));
            ArrayNode env = first.putArray("env");
            secret(env.addObject(), "ADMIN_USERNAME", "username");
            secret(env.addObject(), "ADMIN_PASSWORD", "password");
            mountData(first);
        }
        ObjectNode server = MongoManifests.container(pod.putArray("containers"), "mongod", spec, command(set));
        MongoManifests.server(server, resources(set));
        mountData(server);
        MongoManifests.initResources(pod, resources(set));
        return template;
    }

    private List<String> command(String set) {
        List<String> words = new ArrayList<>(List.of(
                "mongod",
                "--replSet",
                set,
                set.equals(SetFact.CONFIG) ? "--configsvr" : "--shardsvr",
                "--port",
                Integer.toString(MongoNames.PORT),
                "--bind_ip_all",
                "--dbpath",
                DATA));
        words.addAll(MongoManifests.security(spec));
        words.addAll(arguments(set));
        return words;
    }

    private Map<String, String> select(String set, KnownZone zone) {
        Map<String, String> labels = new java.util.TreeMap<>(pods(owner.name(), set));
        labels.put(Labels.ZONE, zone.name());
        return labels;
    }

    private void secret(ObjectNode variable, String name, String key) {
        variable.put("name", name)
                .putObject("valueFrom")
                .putObject("secretKeyRef")
                .put("name", spec.auth().adminSecret())
                .put("key", key);
    }

    private static void mountData(ObjectNode container) {
        container
                .withArrayProperty("volumeMounts")
                .addObject()
                .put("name", "data")
                .put("mountPath", DATA);
    }

    private static void claim(ObjectNode claim, Storage storage) {
        claim.putObject("metadata").put("name", "data");
        ObjectNode body = claim.putObject("spec");
        body.putArray("accessModes").add("ReadWriteOnce");
        body.putObject("resources").putObject("requests").put("storage", storage.size());
        if (storage.storageClassName() != null) {
            body.put("storageClassName", storage.storageClassName());
        }
    }

    private Storage storage(String set) {
        return set.equals(SetFact.CONFIG)
                ? spec.configServers().storage()
                : shard(set).storage();
    }

    private JsonNode resources(String set) {
        return set.equals(SetFact.CONFIG)
                ? spec.configServers().resources()
                : shard(set).resources();
    }

    private List<String> arguments(String set) {
        List<String> more = set.equals(SetFact.CONFIG)
                ? spec.configServers().arguments()
                : shard(set).arguments();
        return Objects.requireNonNullElse(more, List.of());
    }

    private MongoClusterSpec.Shard shard(String set) {
        return spec.shards().stream()
                .filter(shard -> shard.name().equals(set))
                .findFirst()
                .orElseThrow();
    }
}
