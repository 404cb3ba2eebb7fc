package io.zonekeeper.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;

/** A sharded MongoDB cluster whose members are pinned one per zone. */
@JsonClassDescription("A sharded MongoDB cluster: config servers pinned one per zone, shards with one member in each of"
        + " these zones, and mongos that are not restarted while the config servers have no primary.")
@Group("zonekeeper.io")
@Version("v1alpha1")
@Singular("mongocluster")
@Plural("mongoclusters")
@ShortNames("mongo")
@ValidationRule(
        value = "self.metadata.name.matches('^[a-z]([-a-z0-9]*[a-z0-9])?$')",
        message =
                "metadata.name becomes the name of Services: use lower-case letters, digits and '-', beginning with a letter")
@ValidationRule(
        value = "size(self.metadata.name) <= 34",
        message = "metadata.name is too long: use at most 34 characters, for NAME-SHARD-ZONE must fit 52")
@ValidationRule(
        value = "!has(self.spec.shards) || self.spec.shards.all(s, self.spec.configServers.zones.all(z,"
                + " size(self.metadata.name) + size(s.name) + size(z) + 2 <= 52))",
        message =
                "NAME-SHARD-ZONE is too long for one of spec.shards: it must fit 52 characters; use a shorter metadata.name or shard name")
@ValidationRule(
        value = "self.spec.configServers.zones.all(z, size(self.metadata.name) + size(z) + 5 <= 52)",
        message = "NAME-cfg-ZONE is too long: it must fit 52 characters; use a shorter metadata.name")
@AdditionalPrinterColumn(name = "Metadata", jsonPath = ".status.metadata", type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(name = "Quorum", jsonPath = ".status.quorum", type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(name = "Primaries", jsonPath = ".status.primaries", type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(name = "Gate", jsonPath = ".status.gate.state", type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "Status",
        jsonPath = ".status.conditions[?(@.type=='Ready')].reason",
        type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "Message",
        jsonPath = ".status.conditions[?(@.type=='Ready')].message",
        type = AdditionalPrinterColumn.Type.STRING,
        priority = 1)
@AdditionalPrinterColumn(
        name = "Age",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE)
public class MongoCluster extends CustomResource<MongoClusterSpec, MongoClusterStatus> implements Namespaced {
    private static final long serialVersionUID = 1;
}
