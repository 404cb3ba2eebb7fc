package io.zonekeeper.kube.apply;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What the API server would refuse in a template, found without one. */
class TemplateCheckTest {
    private static final KubernetesSerialization YAML = new KubernetesSerialization();

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            {containers: [{name: a, image: b, env: [{name: X, value: true}]}]}                    | spec.template.spec.containers[0].env[0].value is a truth value (true), but must be text: write "true"
            {containers: [{name: a, image: b, env: [{name: X, value: 8080}]}]}                    | spec.template.spec.containers[0].env[0].value is a number (8080), but must be text: write "8080"
            {containers: [{name: a, image: b, env: {X: y}}]}                                      | spec.template.spec.containers[0].env is a map, but must be a list (- item)
            {containers: [{name: a, image: b, env: [{name: X}, {name: Y}, {name: X}]}]}           | spec.template.spec.containers[0].env[0] and spec.template.spec.containers[0].env[2] are both X: keep one of them
            {containers: [{name: a, image: b, ports: [{containerPort: '8080'}]}]}                 | spec.template.spec.containers[0].ports[0].containerPort is text ("8080"), but must be a whole number: write 8080 without quotes
            {containers: [{name: a, image: b, ports: [{containerPort: http}]}]}                   | spec.template.spec.containers[0].ports[0].containerPort is text ("http"), but must be a whole number
            {containers: [{name: a, image: b, ports: [{containerPort: 53}, {containerPort: 53, protocol: TCP}]}]} | spec.template.spec.containers[0].ports[0] and spec.template.spec.containers[0].ports[1] are both 53 TCP: keep one of them
            {containers: [{name: a, image: b, imagepullpolicy: Always}]}                          | spec.template.spec.containers[0].imagepullpolicy is not a field that this version knows: write imagePullPolicy
            {containers: [{name: a}]}                                                             | spec.template.spec.containers[0].image is missing
            {containers: [{name: a, image: b, resources: {limits: {memory: 1 GB}}}]}              | spec.template.spec.containers[0].resources.limits.memory is text ("1 GB"), but must be an amount, as 500m, 2 or 1Gi
            {containers: [{name: a, image: b, args: [1]}]}                                        | spec.template.spec.containers[0].args[0] is a number (1), but must be text: write "1"
            {containers: [{name: a, image: b, tty: 'true'}]}                                      | spec.template.spec.containers[0].tty is text ("true"), but must be true or false: write true without quotes
            {containers: [{name: a, image: b}], hostNetwork: 'yes'}                               | spec.template.spec.hostNetwork is text ("yes"), but must be true or false
            {containers: [{name: a, image: b}], nodeSelector: {gpu: true}}                        | spec.template.spec.nodeSelector.gpu is a truth value (true), but must be text: write "true"
            {containers: [{name: a, image: b}], tolerations: {key: spot}}                         | spec.template.spec.tolerations is a map, but must be a list (- item)
            {containers: [{name: a, image: b}], terminationGracePeriodSeconds: 30s}               | spec.template.spec.terminationGracePeriodSeconds is text ("30s"), but must be a whole number
            {containers: [{name: a, image: b}], restartPolicy: OnFailure}                         | spec.template.spec.restartPolicy is OnFailure: write Always, or remove it
            """)
    void finds(String spec, String problem) {
        assertThat(TemplateCheck.problems(template(spec))).containsExactly(problem);
    }

    @Test
    void findsNothingInWhatADeploymentTakes() {
        assertThat(TemplateCheck.problems(template("""
                        {containers: [{name: a, image: b, command: [sh], env: [{name: X, value: 'true'},
                          {name: Y, valueFrom: {fieldRef: {fieldPath: metadata.name}}},
                          {name: Z, valueFrom: {resourceFieldRef: {resource: limits.cpu, divisor: 1}}}],
                          ports: [{containerPort: 53, name: t}, {containerPort: 53, protocol: UDP, name: u}],
                          resources: {requests: {cpu: 1, memory: 1Gi, example.com/gpu: '2'}, limits: {cpu: 0.5}},
                          livenessProbe: {httpGet: {port: http, path: /}, periodSeconds: 5},
                          readinessProbe: {grpc: {port: 9}}, startupProbe: {tcpSocket: {port: 80}},
                          securityContext: {runAsUser: 1000, capabilities: {drop: [ALL]}}, volumeMounts: null,
                          lifecycle: {preStop: {sleep: {seconds: 5}}}}],
                         initContainers: [{name: i, image: b, restartPolicy: Always}],
                         affinity: {podAntiAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: 1,
                           podAffinityTerm: {topologyKey: kubernetes.io/hostname, labelSelector: {matchLabels: {a: b}}}}]}},
                         topologySpreadConstraints: [{maxSkew: 1, topologyKey: a, whenUnsatisfiable: DoNotSchedule}],
                         tolerations: [{key: spot, operator: Exists, tolerationSeconds: 3}], restartPolicy: Always,
                         volumes: [{name: v, emptyDir: {sizeLimit: 1Gi}}, {name: c, configMap: {name: c, defaultMode: 420}},
                           {name: p, projected: {sources: [{serviceAccountToken: {path: t, expirationSeconds: 600}}]}},
                           {name: e, ephemeral: {volumeClaimTemplate: {spec: {accessModes: [ReadWriteOnce],
                             resources: {requests: {storage: 1Gi}}}}}}, {name: s, csi: {driver: d, readOnly: true}}],
                         hostAliases: [{ip: 127.0.0.1, hostnames: [a]}], dnsConfig: {options: [{name: ndots, value: '2'}]},
                         securityContext: {fsGroup: 1, seccompProfile: {type: RuntimeDefault}}, overhead: {cpu: 1m}}
                        """))).isEmpty();
    }

    private static JsonNode template(String spec) {
        return YAML.unmarshal(
                "---\n{metadata: {labels: {a: b}, creationTimestamp: null}, spec: %s}".formatted(spec), JsonNode.class);
    }
}
