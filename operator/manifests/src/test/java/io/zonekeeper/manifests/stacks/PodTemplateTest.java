package io.zonekeeper.manifests.stacks;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ThreadLocalRandom;

import io.zonekeeper.api.v1alpha1.ZonedService;
import io.zonekeeper.core.zone.KnownZone;
import io.zonekeeper.core.zone.ZoneIdentity;
import io.zonekeeper.kube.objects.Labels;
import io.zonekeeper.kube.objects.Owner;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The template of a service, and the one that a stack was last given, whatever their size. */
class PodTemplateTest {
    private static final KubernetesSerialization YAML = new KubernetesSerialization();

    /** Kubernetes' bound for all annotations of an object. */
    private static final int ALL_ANNOTATIONS = 262_144;

    private static final int KILOBYTES_OF_A_DEPLOYMENT = 1_000;

    @Test
    void aTemplateAsLongAsADeploymentTakesLeavesTheStacksAnnotationsShort() {
        PodTemplate big = PodTemplate.of(service("v1", KILOBYTES_OF_A_DEPLOYMENT));

        int annotations = stack(big).getMetadata().getAnnotations().entrySet().stream()
                .mapToInt(entry -> entry.getKey().length() + entry.getValue().length())
                .sum();

        assertThat(annotations).isLessThan(ALL_ANNOTATIONS / 2);
    }

    @Test
    void aStackOfTheServicesOwnTemplateIsKnownWithoutReadingItAgain() {
        PodTemplate big = PodTemplate.of(service("v1", KILOBYTES_OF_A_DEPLOYMENT));

        assertThat(PodTemplate.of(stack(big), big, revision -> {
                    throw new AssertionError("not to be read");
                }))
                .contains(big);
    }

    @Test
    void aStackOfAnOlderLongTemplateHasTheStoredOne() {
        PodTemplate old = PodTemplate.of(service("v1", KILOBYTES_OF_A_DEPLOYMENT));
        PodTemplate wanted = PodTemplate.of(service("v2", KILOBYTES_OF_A_DEPLOYMENT));

        assertThat(PodTemplate.of(
                        stack(old),
                        wanted,
                        revision ->
                                Optional.ofNullable(Map.of(old.revision(), old).get(revision))))
                .contains(old);
        assertThat(PodTemplate.of(stack(old), wanted, revision -> Optional.of(wanted)))
                .as("what was stored is another one than the stack names")
                .isEmpty();
    }

    @Test
    void aStackOfAnOlderShortTemplateCarriesIt() {
        PodTemplate old = PodTemplate.of(service("v1", 1));

        assertThat(PodTemplate.of(stack(old), PodTemplate.of(service("v2", 1)), revision -> Optional.empty()))
                .contains(old);
    }

    @Test
    void labelsOfAllChildrenArePartOfTheTemplateAndTheTemplatesOwnStay() {
        ZonedService plain = YAML.unmarshal("""
                spec:
                  template: {metadata: {labels: {app: web}}, spec: {containers: [{name: web, image: web}]}}
                """, ZonedService.class);
        ZonedService labelled = YAML.unmarshal("""
                spec:
                  commonMetadata: {labels: {app: common, team: shop}, annotations: {example.com/owner: shop}}
                  template: {metadata: {labels: {app: web}}, spec: {containers: [{name: web, image: web}]}}
                """, ZonedService.class);

        PodTemplate template = PodTemplate.of(labelled);

        assertThat(template.tree().at("/metadata/labels").toString()).isEqualTo("{\"app\":\"web\",\"team\":\"shop\"}");
        assertThat(template.tree()
                        .at("/metadata/annotations/example.com~1owner")
                        .asText())
                .isEqualTo("shop");
        assertThat(template.revision())
                .as("pods carry them, so a change is a rollout and is told as one")
                .isNotEqualTo(PodTemplate.of(plain).revision());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{containers: [{name: a, image: a, env: {A: b}}]}",
                "{containers: [{name: a, image: a, env: text}]}",
                "{containers: [{name: a, image: a, env: null}]}",
                "{containers: [{name: a, image: a}], initContainers: {a: b}}",
                "{containers: [{name: a, image: a}], initContainers: [text]}",
                "{containers: [{name: a, image: a}], affinity: text}",
                "{containers: [{name: a, image: a}], affinity: {nodeAffinity: []}}",
                "{containers: [{name: a, image: a}], affinity: null}",
                "{containers: [{name: a, image: a}], affinity: {nodeAffinity:"
                        + " {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: {a: b}}}}}",
                "{containers: [{name: a, image: a}], affinity: {nodeAffinity:"
                        + " {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: 1}, x]}}}}",
            })
    void whatIsNoTemplateIsLeftForTheApiServerToRefuse(String pods) {
        ZonedService service = YAML.unmarshal(
                "---\n{metadata: {name: web, namespace: default, uid: one}, spec: {template: {spec: %s}}}"
                        .formatted(pods),
                ZonedService.class);

        assertThat(render(service, PodTemplate.of(service))
                        .at("/spec/template/spec/containers/0/name")
                        .asText())
                .isEqualTo("a");
    }

    private static Deployment stack(PodTemplate template) {
        ObjectNode rendered = render(service("any", 1), template);
        assertThat(rendered.at("/metadata/annotations").has(Labels.REVISION)).isTrue();
        return YAML.convertValue(rendered, Deployment.class);
    }

    private static ObjectNode render(ZonedService service, PodTemplate template) {
        KnownZone zone =
                new KnownZone(new ZoneIdentity("us-east-1a", "use1-az1", ""), "us-east-1a", true, OptionalInt.of(0));
        return new StackManifest(Owner.of(service), service.getSpec(), 8)
                .render(zone, OptionalInt.of(0), 1, template, false);
    }

    private static ZonedService service(String image, int kilobytes) {
        StringBuilder variables = new StringBuilder();
        for (int i = 0; i < kilobytes; i++) {
            variables.append("{name: V%d, value: '%s'},".formatted(i, noise()));
        }
        return YAML.unmarshal("""
                metadata: {name: big, namespace: default, uid: one}
                spec:
                  template: {spec: {containers: [{name: big, image: %s, env: [%s]}]}}
                """.formatted(image, variables), ZonedService.class);
    }

    private static String noise() {
        StringBuilder text = new StringBuilder();
        while (text.length() < 1_000) {
            text.append(Long.toHexString(ThreadLocalRandom.current().nextLong()));
        }
        return text.substring(0, 1_000);
    }
}
