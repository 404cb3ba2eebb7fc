package io.zonekeeper.api.v1alpha1;

import java.util.List;
import java.util.Map;

import io.zonekeeper.api.v1alpha1.schema.ExtraArguments;
import io.zonekeeper.api.v1alpha1.schema.KeyedLists;

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
 * What a sharded cluster consists of. Absent fields stay null; the operator gives their defaults.
 *
 * @param image of mongod and mongos: MongoDB 6.0 or later, with its shell
 * @param configServers the config servers; their zones are those of every shard too
 * @param shards the shards, one member in each zone
 * @param mongos the routers
 * @param auth key file and administrator; null for a cluster without access control
 * @param tls certificates; null for none
 * @param scheduling where else than by zone pods may run
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@SchemaCustomizer(value = KeyedLists.class, input = "shards name")
@ValidationRule(
        value = "has(self.shards) && size(self.shards) > 0",
        message = "shards is missing: list at least one, as {name: rs0, storage: {size: 100Gi}}")
@ValidationRule(
        value =
                "!has(oldSelf.shards) || (has(self.shards) && oldSelf.shards.all(o, self.shards.exists(s, s.name == o.name)))",
        message =
                "shards cannot be taken away: drain the shard with removeShard, then create another MongoCluster without it")
@ValidationRule(
        value = "has(self.auth) == has(oldSelf.auth)",
        message = "auth cannot be added or removed: every member would refuse the others meanwhile")
public record MongoClusterSpec(
        @Required
        @Size(min = 1, max = 512)
        @JsonPropertyDescription("Image of mongod and mongos: MongoDB 6.0 or later, with mongosh.")
        String image,

        @Required @JsonPropertyDescription("The config servers; their zones are those of every shard too.")
        ConfigServers configServers,

        @Size(max = 32) @JsonPropertyDescription("The shards, each with one member in every zone.")
        List<Shard> shards,

        @JsonPropertyDescription("The routers.") Mongos mongos,

        @JsonPropertyDescription("Key file and administrator; without it there is no access control.")
        Auth auth,

        @JsonPropertyDescription("Certificates; without it nothing is encrypted.")
        Tls tls,

        @JsonPropertyDescription("Where else than by zone pods may run.")
        Scheduling scheduling) {

    /**
     * The config servers.
     *
     * @param zones names or IDs of the zones, exactly one server in each; three, or one for development
     * @param storage of each server
     * @param resources of each server's container
     * @param arguments more arguments of mongod
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
            @JsonPropertyDescription("Names or IDs of the zones, exactly one server in each: 3, or 1 for development.")
            List<String> zones,

            @Required @JsonPropertyDescription("The volume of each server.")
            Storage storage,

            @SchemaFrom(type = Object.class)
            @PreserveUnknownFields
            @JsonPropertyDescription("Resources of each server, as in a container.")
            JsonNode resources,

            @Size(max = 16)
            @JsonPropertyDescription(
                    "More arguments of mongod, as --wiredTigerCacheSizeGB=1; not those that Zonekeeper sets.")
            List<String> arguments) {}

    /**
     * A shard.
     *
     * @param name of the shard and its replica set
     * @param storage of each member
     * @param resources of each member's container
     * @param arguments more arguments of mongod
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @ValidationRule(
            value = "!(self.name in ['cfg', 'mongos', 'config', 'admin'])",
            message = "name: cfg, mongos, config and admin mean something else already; use another, as rs0")
    @SchemaCustomizer(value = ExtraArguments.class)
    public record Shard(
            @Required
            @Size(max = 20)
            @Pattern("^[a-z]([-a-z0-9]*[a-z0-9])?$")
            @JsonPropertyDescription("Name of the shard and its replica set.")
            String name,

            @Required @JsonPropertyDescription("The volume of each member.")
            Storage storage,

            @SchemaFrom(type = Object.class)
            @PreserveUnknownFields
            @JsonPropertyDescription("Resources of each member, as in a container.")
            JsonNode resources,

            @Size(max = 16) @JsonPropertyDescription("More arguments of mongod; not those that Zonekeeper sets.")
            List<String> arguments) {}

    /**
     * A volume.
     *
     * @param size as in a claim
     * @param storageClassName as in a claim; a class whose volumes are bound by WaitForFirstConsumer
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @ValidationRule(
            value = "self == oldSelf",
            message = "storage cannot be changed: to grow a volume, grow its PersistentVolumeClaim")
    public record Storage(
            @Required
            @Pattern("^[0-9]+(\\.[0-9]+)?(Ki|Mi|Gi|Ti|Pi|k|M|G|T|P)?$")
            @JsonPropertyDescription("Its size, as 10Gi.")
            String size,

            @Size(max = 253)
            @JsonPropertyDescription(
                    "A StorageClass with volumeBindingMode WaitForFirstConsumer; the cluster's default unless given.")
            String storageClassName) {}

    /**
     * The routers.
     *
     * @param replicasPerZone how many in each zone; 1 unless given
     * @param resources of each container
     * @param arguments more arguments of mongos
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @SchemaCustomizer(value = ExtraArguments.class)
    public record Mongos(
            @Min(1) @Max(100) @JsonPropertyDescription("How many in each zone; 1 unless given.")
            Integer replicasPerZone,

            @SchemaFrom(type = Object.class)
            @PreserveUnknownFields
            @JsonPropertyDescription("Resources of each, as in a container.")
            JsonNode resources,

            @Size(max = 16) @JsonPropertyDescription("More arguments of mongos; not those that Zonekeeper sets.")
            List<String> arguments) {}

    /**
     * Access control.
     *
     * @param keyFileSecret Secret with the key {@code keyFile}, by which members know each other
     * @param adminSecret Secret with {@code username} and {@code password} of the administrator that is created
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @ValidationRule(
            value = "self == oldSelf",
            message = "auth cannot be changed: put the new values into the same Secrets")
    public record Auth(
            @Required
            @Size(min = 1, max = 253)
            @JsonPropertyDescription("Secret with the key keyFile, by which members know each other.")
            String keyFileSecret,

            @Required
            @Size(min = 1, max = 253)
            @JsonPropertyDescription("Secret with the keys username and password of the administrator.")
            String adminSecret) {}

    /**
     * Certificates.
     *
     * @param secret Secret with {@code tls-combined.pem} (certificate and key) and {@code ca.crt}
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @ValidationRule(
            value = "self == oldSelf",
            message = "tls cannot be changed: put the new certificate into the same Secret")
    public record Tls(
            @Required
            @Size(min = 1, max = 253)
            @JsonPropertyDescription("Secret with the keys tls-combined.pem (certificate and key) and ca.crt.")
            String secret) {}

    /**
     * Where pods may run.
     *
     * @param nodeSelector as in a pod
     * @param tolerations as in a pod
     * @param priorityClassName as in a pod
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Scheduling(
            @Size(max = 16) @JsonPropertyDescription("As in a pod.")
            Map<String, String> nodeSelector,

            @Size(max = 16) @JsonPropertyDescription("As in a pod.")
            List<Toleration> tolerations,

            @Size(max = 253) @JsonPropertyDescription("As in a pod.")
            String priorityClassName) {}

    /**
     * A toleration, as in a pod.
     *
     * @param key as in a pod
     * @param operator as in a pod
     * @param value as in a pod
     * @param effect as in a pod
     * @param tolerationSeconds as in a pod
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Toleration(
            @Size(max = 316) @JsonPropertyDescription("As in a pod.")
            String key,

            @JsonPropertyDescription("As in a pod.") String operator,

            @Size(max = 63) @JsonPropertyDescription("As in a pod.")
            String value,

            @JsonPropertyDescription("As in a pod.") String effect,
            @JsonPropertyDescription("As in a pod.") Long tolerationSeconds) {}
}
