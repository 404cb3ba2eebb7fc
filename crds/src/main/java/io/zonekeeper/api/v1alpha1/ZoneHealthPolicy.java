package io.zonekeeper.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;

/** How the health of zones is judged and acted on; the name must be {@code default}. */
@JsonClassDescription(
        "How the health of zones is judged from signals, and the limits of automatic actions. One per cluster, named default; without it, built-in defaults apply.")
@Group("zonekeeper.io")
@Version("v1alpha1")
@Singular("zonehealthpolicy")
@Plural("zonehealthpolicies")
@ShortNames("zhp")
@ValidationRule(
        value = "self.metadata.name == 'default'",
        message = "metadata.name must be default: there is one policy per cluster, so write metadata: {name: default}")
@AdditionalPrinterColumn(name = "Mode", jsonPath = ".spec.mode", type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "Sensitivity",
        jsonPath = ".spec.sensitivity",
        type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "Retention",
        jsonPath = ".spec.zoneRetention",
        type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "Status",
        jsonPath = ".status.conditions[?(@.type=='Ready')].reason",
        type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "Signals",
        jsonPath = ".status.conditions[?(@.type=='SignalsTested')].message",
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
public class ZoneHealthPolicy extends CustomResource<ZoneHealthPolicySpec, ZoneHealthPolicyStatus> {
    private static final long serialVersionUID = 1;
}
