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

/** Zone failover for Services and workloads that stay as they are. */
@JsonClassDescription("Zone failover for existing Services and the workloads behind them, which stay as they are: their"
        + " traffic leaves a zone that fails, their pods are replaced in other zones, and both come back.")
@Group("zonekeeper.io")
@Version("v1alpha1")
@Singular("zonefailover")
@Plural("zonefailovers")
@ShortNames("zfo")
@AdditionalPrinterColumn(
        name = "Protected",
        jsonPath = ".status.protectedServices",
        type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "Evacuated",
        jsonPath = ".status.evacuatedZones",
        type = AdditionalPrinterColumn.Type.STRING)
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
public class ZoneFailover extends CustomResource<ZoneFailoverSpec, ZoneFailoverStatus> implements Namespaced {
    private static final long serialVersionUID = 1;
}
