package io.zonekeeper.app.faults;

import io.zonekeeper.testing.Kubectl;
import io.zonekeeper.testing.OperatorIdentity;
import io.zonekeeper.testing.OperatorUnderTest;
import io.zonekeeper.testing.TestNamespace;
import io.zonekeeper.testing.WriteCounter;
import io.zonekeeper.testing.Zones;

import io.fabric8.kubernetes.client.KubernetesClient;

/** Where lives are lived: a namespace of a cluster, its zones, and the operator. */
record Place(
        KubernetesClient client,
        Kubectl kubectl,
        OperatorIdentity identity,
        OperatorUnderTest operator,
        WriteCounter writes,
        TestNamespace namespace,
        Zones faults) {}
