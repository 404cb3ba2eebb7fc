package io.zonekeeper.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;

/** An RDS database with a standby in another zone, failed over when the zone of its writer is cordoned. */
@JsonClassDescription(
        "An RDS instance or cluster with a standby in another zone: it is failed over when the zone of its writer is cordoned.")
@Group("zonekeeper.io")
@Version("v1alpha1")
@Singular("multiazdatabase")
@Plural("multiazdatabases")
@ShortNames("mazdb")
@AdditionalPrinterColumn(name = "Database", jsonPath = ".status.database", type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(name = "Writer", jsonPath = ".status.writerZone", type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(name = "Standby", jsonPath = ".status.standby", type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(name = "Mode", jsonPath = ".status.mode", type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "Status",
        jsonPath = ".status.conditions[?(@.type=='Ready')].reason",
        type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "Failover",
        jsonPath = ".status.lastFailover.at",
        type = AdditionalPrinterColumn.Type.DATE)
@AdditionalPrinterColumn(
        name = "Message",
        jsonPath = ".status.conditions[?(@.type=='Ready')].message",
        type = AdditionalPrinterColumn.Type.STRING,
        priority = 1)
@AdditionalPrinterColumn(
        name = "Age",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE)
public class MultiAZDatabase extends CustomResource<MultiAZDatabaseSpec, MultiAZDatabaseStatus> implements Namespaced {
    private static final long serialVersionUID = 1;
}
