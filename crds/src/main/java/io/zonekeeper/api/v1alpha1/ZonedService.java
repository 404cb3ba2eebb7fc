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

/** A workload spread over availability zones. */
@JsonClassDescription(
        "A workload spread over availability zones: balanced, pinned zone by zone, and evacuated from a zone that fails.")
@Group("zonekeeper.io")
@Version("v1alpha1")
@Singular("zonedservice")
@Plural("zonedservices")
@ShortNames("zsvc")
@ValidationRule(
        value = "self.metadata.name.matches('^[a-z]([-a-z0-9]*[a-z0-9])?$')",
        message =
                "metadata.name becomes the name of a Service: use lower-case letters, digits and '-', beginning with a letter")
@ValidationRule(
        value = "size(self.metadata.name) <= 52",
        message = "metadata.name is too long: NAME-ZONE must fit 63 characters, so use at most 52")
@ValidationRule(
        value = "self.spec.workload != 'StatefulSet' || size(self.metadata.name) <= 41",
        message = "metadata.name is too long: NAME-ZONE of a StatefulSet must fit 52 characters, so use at most 41")
@ValidationRule(
        value = "!has(self.spec.zones) || self.spec.zones.all(z, size(self.metadata.name) + 1 + size(z.zone)"
                + " <= (self.spec.workload == 'StatefulSet' ? 52 : 63))",
        message =
                "NAME-ZONE is too long for one of spec.zones: it must fit 63 characters, 52 for a StatefulSet; use a shorter metadata.name")
@AdditionalPrinterColumn(name = "Replicas", jsonPath = ".spec.replicas", type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
        name = "Ready",
        jsonPath = ".status.readyReplicas",
        type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(name = "Spread", jsonPath = ".status.spread", type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "Balanced",
        jsonPath = ".status.conditions[?(@.type=='Balanced')].status",
        type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "Redundant",
        jsonPath = ".status.conditions[?(@.type=='ZoneRedundant')].status",
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
public class ZonedService extends CustomResource<ZonedServiceSpec, ZonedServiceStatus> implements Namespaced {
    private static final long serialVersionUID = 1;
}
