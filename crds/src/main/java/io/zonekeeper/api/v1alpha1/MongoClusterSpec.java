package io.zonekeeper.api.v1alpha1;

import java.util.List;
import java.util.Map;

import io.zonekeeper.api.v1alpha1.schema.ExtraArguments;
import io.zonekeeper.api.v1alpha1.schema.KeyedLists;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.crd.generator.annotation.PreserveUnknownFields;
import io.fabric8.crd.generator.annotation.SchemaFrom;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/**
 * The desired state of a sharded cluster. Absent fields stay null; the operator applies their defaults.
 *
 * @param image the container image of mongod and mongos: MongoDB 6.0 or later, with mongosh
 * @param configServers the config servers. Their zones are the zones of every shard too
 * @param shards the shards, each a replica set with one member in every zone. At least one is required; shards can be
 *     added but not removed
 * @param mongos the mongos routers. Defaults to one in each zone
 * @param auth the key file and administrator for access control. Defaults to none: the cluster has no access control.
 *     Cannot be added or removed later
 * @param tls the certificates for TLS between members and from clients. Defaults to none: connections are not encrypted
 * @param scheduling constraints on where pods may run, in addition to their zone. Defaults to none
 */
@JsonClassDescription("The desired state: config servers, shards and mongos routers, and where they run.")
@JsonIgnoreProperties(ignoreUnknown = true)
@SchemaCustomizer(value = KeyedLists.class, input = "shards name")
@ValidationRule(
        value = "has(self.shards) && size(self.shards) > 0",
        message = "shards is missing: list at least one, as {name: rs0, storage: {size: 100Gi}}")
@ValidationRule(
        value =
                "!has(oldSelf.shards) || (has(self.shards) && oldSelf.shards.all(o, self.shards.exists(s, s.name == o.name)))",
        message =
                "shards cannot be removed: drain the shard with removeShard, then create another MongoCluster without it")
@ValidationRule(
        value = "has(self.auth) == has(oldSelf.auth)",
        message = "auth cannot be added or removed: every member would refuse the others meanwhile")
public record MongoClusterSpec(
        @Required
        @Size(min = 1, max = 512)
        @JsonPropertyDescription("The container image of mongod and mongos: MongoDB 6.0 or later, with mongosh.")
        String image,

        @Required @JsonPropertyDescription("The config servers. Their zones are the zones of every shard too.")
        ConfigServers configServers,

        @Size(max = 32)
        @JsonPropertyDescription(
                "The shards, each a replica set with one member in every zone. At least one is required; shards can be added but not removed.")
        List<Shard> shards,

        @JsonPropertyDescription("The mongos routers. Defaults to one in each zone.")
        Mongos mongos,

        @JsonPropertyDescription(
                "The key file and administrator for access control. Defaults to none: the cluster has no access control. Cannot be added or removed later.")
        Auth auth,

        @JsonPropertyDescription(
                "The certificates for TLS between members and from clients. Defaults to none: connections are not encrypted.")
        Tls tls,

        @JsonPropertyDescription("Constraints on where pods may run, in addition to their zone. Defaults to none.")
        Scheduling scheduling) {

    /**
     * The config servers.
     *
     * @param zones the names or IDs of the zones, with exactly one config server in each: 3 zones, or 1 for development
     * @param storage the volume of each config server
     * @param resources CPU and memory of each config server; same meaning as resources of a container in a PodSpec.
     *     Defaults to none
     * @param arguments additional arguments of mongod, as --wiredTigerCacheSizeGB=1. Arguments that Zonekeeper sets
     *     itself are refused. Defaults to none
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @SchemaCustomizer(value = KeyedLists.class, input = "zones *")
    @ValidationRule(
            value = "size(self.zones) == 1 || size(self.zones) == 3",
            message =
                    "list 1 or 3 zones: 3 config servers survive the loss of any zone, 2 do not, and more than 3 survive no more; 1 is for development",
            fieldPath = ".zones")
    @ValidationRule(
            value = "size(self.zones) >= size(oldSelf.zones)",
            message = "zones cannot become fewer: create another MongoCluster and move the data",
            fieldPath = ".zones")
    @SchemaCustomizer(value = ExtraArguments.class)
    public record ConfigServers(
            @Required
            // The rule above says what to write instead; a limit of 3 here would say only that 4 are too many.
            @Size(min = 1, max = 16)
            @JsonPropertyDescription(
                    "The names or IDs of the zones, with exactly one config server in each: 3 zones, or 1 for development.")
            List<String> zones,

            @Required @JsonPropertyDescription("The volume of each config server.")
            Storage storage,

            @SchemaFrom(type = Object.class)
            @PreserveUnknownFields
            @JsonPropertyDescription(
                    "CPU and memory of each config server; same meaning as resources of a container in a PodSpec. Defaults to none.")
            JsonNode resources,

            @Size(max = 16)
            @JsonPropertyDescription(
                    "Additional arguments of mongod, as --wiredTigerCacheSizeGB=1. Arguments that Zonekeeper sets itself are refused. Defaults to none.")
            List<String> arguments) {}

    /**
     * A shard.
     *
     * @param name the name of the shard and of its replica set
     * @param storage the volume of each member
     * @param resources CPU and memory of each member; same meaning as resources of a container in a PodSpec. Defaults
     *     to none
     * @param arguments additional arguments of mongod. Arguments that Zonekeeper sets itself are refused. Defaults to
     *     none
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @ValidationRule(
            value = "!(self.name in ['cfg', 'mongos', 'config', 'admin'])",
            message = "name: cfg, mongos, config and admin are reserved; use another name, as rs0")
    @SchemaCustomizer(value = ExtraArguments.class)
    public record Shard(
            @Required
            @Size(max = 20)
            @Pattern("^[a-z]([-a-z0-9]*[a-z0-9])?$")
            @JsonPropertyDescription("The name of the shard and of its replica set.")
            String name,

            @Required @JsonPropertyDescription("The volume of each member.")
            Storage storage,

            @SchemaFrom(type = Object.class)
            @PreserveUnknownFields
            @JsonPropertyDescription(
                    "CPU and memory of each member; same meaning as resources of a container in a PodSpec. Defaults to none.")
            JsonNode resources,

            @Size(max = 16)
            @JsonPropertyDescription(
                    "Additional arguments of mongod. Arguments that Zonekeeper sets itself are refused. Defaults to none.")
            List<String> arguments) {}

    /**
     * A volume.
     *
     * @param size the size of the volume, as 10Gi
     * @param storageClassName the name of a StorageClass with volumeBindingMode WaitForFirstConsumer. Defaults to the
     *     default StorageClass of the cluster
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @ValidationRule(
            value = "self == oldSelf",
            message = "storage cannot be changed: to grow a volume, grow its PersistentVolumeClaim")
    public record Storage(
            @Required
            @Pattern("^[0-9]+(\\.[0-9]+)?(Ki|Mi|Gi|Ti|Pi|k|M|G|T|P)?$")
            @JsonPropertyDescription("The size of the volume, as 10Gi.")
            String size,

            @Size(max = 253)
            @JsonPropertyDescription(
                    "The name of a StorageClass with volumeBindingMode WaitForFirstConsumer. Defaults to the default StorageClass of the cluster.")
            String storageClassName) {}

    /**
     * The routers.
     *
     * @param replicasPerZone the number of mongos in each zone. Defaults to 1
     * @param resources CPU and memory of each mongos; same meaning as resources of a container in a PodSpec. Defaults
     *     to none
     * @param arguments additional arguments of mongos. Arguments that Zonekeeper sets itself are refused. Defaults to
     *     none
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @SchemaCustomizer(value = ExtraArguments.class)
    public record Mongos(
            @Min(1) @Max(100) @JsonPropertyDescription("The number of mongos in each zone. Defaults to 1.")
            Integer replicasPerZone,

            @SchemaFrom(type = Object.class)
            @PreserveUnknownFields
            @JsonPropertyDescription(
                    "CPU and memory of each mongos; same meaning as resources of a container in a PodSpec. Defaults to none.")
            JsonNode resources,

            @Size(max = 16)
            @JsonPropertyDescription(
                    "Additional arguments of mongos. Arguments that Zonekeeper sets itself are refused. Defaults to none.")
            List<String> arguments) {}

    /**
     * Access control.
     *
     * @param keyFileSecret the name of a Secret whose key keyFile holds the key file with which members authenticate
     *     each other
     * @param adminSecret the name of a Secret whose keys username and password hold the credentials of the
     *     administrator that Zonekeeper creates
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @ValidationRule(
            value = "self == oldSelf",
            message = "auth cannot be changed: put the new values into the same Secrets")
    public record Auth(
            @Required
            @Size(min = 1, max = 253)
            @JsonPropertyDescription(
                    "The name of a Secret whose key keyFile holds the key file with which members authenticate each other.")
            String keyFileSecret,

            @Required
            @Size(min = 1, max = 253)
            @JsonPropertyDescription(
                    "The name of a Secret whose keys username and password hold the credentials of the administrator that Zonekeeper creates.")
            String adminSecret) {}

    /**
     * Certificates.
     *
     * @param secret the name of a Secret with the keys tls-combined.pem (certificate and private key) and ca.crt
     *     (certificate authority)
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @ValidationRule(
            value = "self == oldSelf",
            message = "tls cannot be changed: put the new certificate into the same Secret")
    public record Tls(
            @Required
            @Size(min = 1, max = 253)
            @JsonPropertyDescription(
                    "The name of a Secret with the keys tls-combined.pem (certificate and private key) and ca.crt (certificate authority).")
            String secret) {}

    /**
     * Where pods may run.
     *
     * @param nodeSelector labels that a node must have; same meaning as nodeSelector in a PodSpec. Defaults to none
     * @param tolerations taints that the pods tolerate; same meaning as tolerations in a PodSpec. Defaults to none
     * @param priorityClassName the PriorityClass of the pods; same meaning as priorityClassName in a PodSpec. Defaults
     *     to the cluster's default priority
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Scheduling(
            @Size(max = 16)
            @JsonPropertyDescription(
                    "Labels that a node must have; same meaning as nodeSelector in a PodSpec. Defaults to none.")
            Map<String, String> nodeSelector,

            @Size(max = 16)
            @JsonPropertyDescription(
                    "Taints that the pods tolerate; same meaning as tolerations in a PodSpec. Defaults to none.")
            List<Toleration> tolerations,

            @Size(max = 253)
            @JsonPropertyDescription(
                    "The PriorityClass of the pods; same meaning as priorityClassName in a PodSpec. Defaults to the cluster's default priority.")
            String priorityClassName) {}

    /**
     * A toleration; same meaning as in a PodSpec.
     *
     * @param key the taint key that is tolerated; same meaning as in a PodSpec. Defaults to all keys, with operator
     *     Exists
     * @param operator how value is compared: Equal (the same value) or Exists (any value); same meaning as in a
     *     PodSpec. Defaults to Equal
     * @param value the taint value that is tolerated with operator Equal. Defaults to the empty value
     * @param effect the taint effect that is tolerated: NoSchedule, PreferNoSchedule or NoExecute. Defaults to all
     *     effects
     * @param tolerationSeconds for how many seconds a NoExecute taint is tolerated. Defaults to forever
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Toleration(
            @Size(max = 316)
            @JsonPropertyDescription(
                    "The taint key that is tolerated; same meaning as in a PodSpec. Defaults to all keys, with operator Exists.")
            String key,

            @JsonPropertyDescription(
                    "How value is compared: Equal (the same value) or Exists (any value); same meaning as in a PodSpec. Defaults to Equal.")
            String operator,

            @Size(max = 63)
            @JsonPropertyDescription(
                    "The taint value that is tolerated with operator Equal. Defaults to the empty value.")
            String value,

            @JsonPropertyDescription(
                    "The taint effect that is tolerated: NoSchedule, PreferNoSchedule or NoExecute. Defaults to all effects.")
            String effect,

            @JsonPropertyDescription("For how many seconds a NoExecute taint is tolerated. Defaults to forever.")
            Long tolerationSeconds) {}
}
