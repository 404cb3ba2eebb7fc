package io.zonekeeper.kube.apply;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class FieldDiffTest {
    private static final KubernetesSerialization YAML = new KubernetesSerialization();

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            equal                            | {a: 1}                                     | {a: 1}                                                |
            a field of others stays          | {a: 1}                                     | {a: 1, b: 2}                                          |
            another value                    | {spec: {replicas: 3}}                      | {spec: {replicas: 4}}                                 | spec.replicas
            gone                             | {spec: {replicas: 3}}                      | {spec: {}}                                            | spec.replicas
            empty values are left out        | {a: '', b: [], c: {}, d: false, e: 0}      | {}                                                    |
            zero is not one                  | {replicas: 0}                              | {replicas: 1}                                         | replicas
            amounts as amounts               | {requests: {cpu: 1000m, memory: 1Gi}}      | {requests: {cpu: '1', memory: 1024Mi}}                |
            amounts that differ              | {limits: {cpu: 500m}}                      | {limits: {cpu: '1'}}                                  | limits.cpu
            a number as an amount            | {limits: {cpu: 1}}                         | {limits: {cpu: '1'}}                                  |
            text is no amount elsewhere      | {args: {cpu: 1000m}}                       | {args: {cpu: '1'}}                                    | args.cpu
            a container injected by others   | {containers: [{name: a, image: x}]}        | {containers: [{name: sidecar}, {name: a, image: x}]}  |
            a container changed              | {containers: [{name: a, image: x}]}        | {containers: [{name: a, image: y}]}                   | containers[0].image
            a container gone                 | {containers: [{name: a}]}                  | {containers: [{name: b}]}                             | containers[0]
            ports by number and protocol     | {ports: [{port: 53, protocol: UDP}]}       | {ports: [{port: 53, protocol: TCP}, {port: 53, protocol: UDP, nodePort: 3}]} |
            a port without protocol is TCP   | {ports: [{containerPort: 53, protocol: UDP, name: u}, {containerPort: 53, name: t}]} | {ports: [{containerPort: 53, protocol: UDP, name: u}, {containerPort: 53, protocol: TCP, name: t}]} |
            a Service's port likewise        | {ports: [{port: 53, name: t}]}             | {ports: [{port: 53, protocol: UDP, name: u}, {port: 53, protocol: TCP, name: t}]} |
            the TCP port is missing          | {ports: [{port: 53}]}                      | {ports: [{port: 53, protocol: UDP}]}                  | ports[0]
            a second IP family               | {ipFamilies: [IPv4]}                       | {ipFamilies: [IPv4, IPv6]}                            |
            another first IP family          | {ipFamilies: [IPv6]}                       | {ipFamilies: [IPv4, IPv6]}                            | ipFamilies[0]
            plain lists item by item         | {args: [a, b]}                             | {args: [a, c]}                                        | args[1]
            plain lists in length            | {args: [a]}                                | {args: [a, b]}                                        | args
            an object became text            | {a: {b: 1}}                                | {a: x}                                                | a
            """)
    void finds(String what, String desired, String actual, String paths) {
        assertThat(String.join(" ", FieldDiff.between(yaml(desired), yaml(actual))))
                .isEqualTo(paths == null ? "" : paths);
    }

    private static JsonNode yaml(String text) {
        return YAML.unmarshal("---\n" + text, JsonNode.class);
    }
}
