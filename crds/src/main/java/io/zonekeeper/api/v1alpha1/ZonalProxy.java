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

/** HAProxy, nginx or Varnish in each zone, in front of a service. */
@JsonClassDescription(
        "HAProxy, nginx or Varnish in each zone: the servers of its own zone first, those of other zones when it fails;"
                + " only idempotent requests are retried.")
@Group("zonekeeper.io")
@Version("v1alpha1")
@Singular("zonalproxy")
@Plural("zonalproxies")
@ShortNames("zpx")
@ValidationRule(
        value = "self.metadata.name.matches('^[a-z]([-a-z0-9]*[a-z0-9])?$')",
        message =
                "metadata.name becomes the name of a Service: use lower-case letters, digits and '-', beginning with a letter")
@ValidationRule(
        value = "size(self.metadata.name) <= 52",
        message = "metadata.name is too long: NAME-ZONE must fit 63 characters, so use at most 52")
@ValidationRule(
        value = "!has(self.spec.upstream.zonedService) || self.spec.upstream.zonedService != self.metadata.name",
        message = "a proxy runs as a ZonedService of its own name: give it another metadata.name than its upstream has")
@ValidationRule(
        value = "!has(self.spec.upstream.service) || self.spec.upstream.service != self.metadata.name",
        message = "a proxy gets a Service of its own name: give it another metadata.name than its upstream has")
@AdditionalPrinterColumn(name = "Engine", jsonPath = ".spec.engine", type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(name = "Proxies", jsonPath = ".status.proxies", type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(name = "Ready", jsonPath = ".status.readyProxies", type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(name = "Servers", jsonPath = ".status.servers", type = AdditionalPrinterColumn.Type.STRING)
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
public class ZonalProxy extends CustomResource<ZonalProxySpec, ZonalProxyStatus> implements Namespaced {
    private static final long serialVersionUID = 1;
}
