package io.zonekeeper.api.v1alpha1.schema;

import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRuleBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;

/** Makes the property {@code arguments} a list of options of mongod or mongos that Zonekeeper does not set itself. */
public final class ExtraArguments implements SchemaCustomizer.Customizer {
    private static final long LONGEST = 128;
    private static final String OURS =
            "^--(replSet|configsvr|shardsvr|configdb|port|bind_ip|bind_ip_all|dbpath|keyFile|auth"
                    + "|noauth|tlsMode|tlsCertificateKeyFile|tlsCAFile|tlsAllowConnectionsWithoutCertificates|fork|config)(=.*)?$";

    @Override
    public JSONSchemaProps apply(JSONSchemaProps schema, String input, KubernetesSerialization serialization) {
        JSONSchemaProps arguments = SchemaProperty.of(schema, "arguments");
        JSONSchemaProps item = arguments.getItems().getSchema();
        item.setMaxLength(LONGEST);
        item.getXKubernetesValidations()
                .add(new ValidationRuleBuilder()
                        .withRule("self.startsWith('-') && !self.matches('%s')".formatted(OURS))
                        .withMessage(
                                "arguments: write --option=value, one a line, and none of those that Zonekeeper sets"
                                        + " (replica set, ports, paths, keys and certificates)")
                        .build());
        return schema;
    }
}
