package io.zonekeeper.kube.client;

import io.zonekeeper.api.v1alpha1.Zone;
import io.zonekeeper.api.v1alpha1.ZonedService;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class TolerantDecodingTest {
    private final KubernetesSerialization serialization =
            new KubernetesSerialization(new ObjectMapper().registerModule(TolerantDecoding.module()), true);

    @Test
    void whatCannotBeReadComesThroughWithoutIt() {
        ZonedService service = read("{replicas: three, template: {spec: {containers: [{name: a}]}}}");
        assertThat(service.getMetadata().getName()).isEqualTo("shop");
        assertThat(service.getSpec()).isNull();
        assertThat(TolerantDecoding.problem(service))
                .hasValueSatisfying(problem -> assertThat(problem).contains("spec.replicas", "three"));
    }

    @Test
    void anUnknownEnumValueIsNamed() {
        ZonedService service = read("{workload: DaemonSet, template: {spec: {containers: [{name: a}]}}}");
        assertThat(TolerantDecoding.problem(service))
                .hasValueSatisfying(problem -> assertThat(problem).contains("DaemonSet"));
    }

    @Test
    void fieldsOfALaterVersionDoNotMatter() {
        ZonedService service = read("{replicas: 3, later: true, template: {spec: {containers: [{name: a, odd: 1}]}}}");
        assertThat(TolerantDecoding.problem(service)).isEmpty();
        assertThat(service.getSpec().replicas()).isEqualTo(3);
        assertThat(service.getSpec().template().at("/spec/containers/0/odd").asInt())
                .isEqualTo(1);
    }

    /** What the status records must not be lost with a field of the spec. */
    @Test
    void theStatusComesThroughWhereOnlyTheSpecCannotBeRead() {
        Zone zone = serialization.unmarshal(
                "---\n{apiVersion: zonekeeper.io/v1alpha1, kind: Zone, metadata: {name: a},"
                        + " spec: {cordon: [soon]}, status: {zone: a, slot: 2}}",
                Zone.class);
        assertThat(TolerantDecoding.problem(zone))
                .hasValueSatisfying(problem -> assertThat(problem).contains("spec.cordon"));
        assertThat(zone.getSpec()).isNull();
        assertThat(zone.getStatus().slot()).isEqualTo(2);
    }

    @Test
    void theSpecComesThroughWhereOnlyTheStatusCannotBeRead() {
        Zone zone = serialization.unmarshal(
                "---\n{apiVersion: zonekeeper.io/v1alpha1, kind: Zone, metadata: {name: a},"
                        + " spec: {cordon: {reason: works}}, status: {slot: two}}",
                Zone.class);
        assertThat(TolerantDecoding.problem(zone)).isPresent();
        assertThat(zone.getSpec().cordon().reason()).isEqualTo("works");
        assertThat(zone.getStatus()).isNull();
    }

    @Test
    void whereNeitherCanBeReadTheNameComesThrough() {
        Zone zone = serialization.unmarshal(
                "---\n{apiVersion: zonekeeper.io/v1alpha1, kind: Zone, metadata: {name: a},"
                        + " spec: {cordon: [soon]}, status: {slot: two}}",
                Zone.class);
        assertThat(TolerantDecoding.problem(zone)).isPresent();
        assertThat(zone.getSpec()).isNull();
        assertThat(zone.getStatus()).isNull();
    }

    private ZonedService read(String spec) {
        return serialization.unmarshal(
                "---\n{apiVersion: zonekeeper.io/v1alpha1, kind: ZonedService, metadata: {name: shop}, spec: " + spec
                        + "}",
                ZonedService.class);
    }
}
