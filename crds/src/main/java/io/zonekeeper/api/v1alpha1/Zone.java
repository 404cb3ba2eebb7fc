package io.zonekeeper.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;

/** An availability zone: created by the operator for each zone found; users set its spec. */
@JsonClassDescription(
        "An availability zone. The operator creates one object for each zone found and reports its health in status; users set spec.")
@Group("zonekeeper.io")
@Version("v1alpha1")
@Singular("zone")
@Plural("zones")
@AdditionalPrinterColumn(name = "Id", jsonPath = ".status.zoneId", type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(name = "Verdict", jsonPath = ".status.verdict", type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(name = "Since", jsonPath = ".status.verdictSince", type = AdditionalPrinterColumn.Type.DATE)
@AdditionalPrinterColumn(name = "Cordoned", jsonPath = ".status.cordon.by", type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(name = "Nodes", jsonPath = ".status.nodes.total", type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(name = "Ready", jsonPath = ".status.nodes.ready", type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(name = "Evidence", jsonPath = ".status.evidence", type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(name = "AWS", jsonPath = ".status.aws.summary", type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "Would change",
        jsonPath = ".status.wouldChange",
        type = AdditionalPrinterColumn.Type.STRING,
        priority = 1)
@AdditionalPrinterColumn(
        name = "Drill",
        jsonPath = ".status.drill.phase",
        type = AdditionalPrinterColumn.Type.STRING,
        priority = 1)
@AdditionalPrinterColumn(
        name = "Present",
        jsonPath = ".status.conditions[?(@.type=='Present')].status",
        type = AdditionalPrinterColumn.Type.STRING,
        priority = 1)
@AdditionalPrinterColumn(
        name = "Region",
        jsonPath = ".status.region",
        type = AdditionalPrinterColumn.Type.STRING,
        priority = 1)
@AdditionalPrinterColumn(
        name = "Slot",
        jsonPath = ".status.slot",
        type = AdditionalPrinterColumn.Type.INTEGER,
        priority = 1)
@AdditionalPrinterColumn(
        name = "Message",
        jsonPath = ".status.conditions[?(@.type=='Ready')].message",
        type = AdditionalPrinterColumn.Type.STRING,
        priority = 1)
@AdditionalPrinterColumn(
        name = "Age",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE)
public class Zone extends CustomResource<ZoneSpec, ZoneStatus> {
    private static final long serialVersionUID = 1;
}
