package io.zonekeeper.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.fabric8.kubernetes.client.KubernetesClient;

/**
 * The operators of a test, or of {@code @BeforeAll}.
 *
 * <p>When they are stopped, and none of {@code @BeforeAll} is left that keeps them, the cluster-scoped objects go, so
 * that the next test finds no zone remembered.
 */
final class TestOperators implements AutoCloseable {
    private static final String JAR = "operator/app/target/zonekeeper/zonekeeper.jar";
    private static final List<String> CLUSTER_SCOPED = List.of("Zone", "ZoneHealthPolicy");

    private final Optional<TestOperators> outer;
    private final List<OperatorUnderTest> operators = new ArrayList<>();
    private Optional<KubernetesClient> admin = Optional.empty();

    TestOperators(Optional<TestOperators> outer) {
        this.outer = outer;
    }

    OperatorUnderTest add(RunningCluster cluster, String test) {
        admin = Optional.of(cluster.admin());
        cluster.identity(); // so that the time of its first start is not the chart's
        var operator =
                OperatorUnderTest.create(cluster::identity, test + "-" + (operators.size() + 1), Checkout.file(JAR));
        operators.add(operator);
        return operator;
    }

    void printLogs() {
        outer.ifPresent(TestOperators::printLogs);
        operators.forEach(operator -> operator.tail().ifPresent(System.err::println));
    }

    @Override
    public void close() {
        List<Throwable> failures = new ArrayList<>();
        for (OperatorUnderTest operator : operators) {
            try {
                operator.close();
            } catch (RuntimeException | AssertionError e) {
                failures.add(e);
            }
        }
        admin.filter(client -> outer.isEmpty())
                .ifPresent(client ->
                        CLUSTER_SCOPED.forEach(kind -> client.genericKubernetesResources("zonekeeper.io/v1alpha1", kind)
                                .delete()));
        if (!failures.isEmpty()) {
            AssertionError failure = new AssertionError("an operator did not stop", failures.removeFirst());
            failures.forEach(failure::addSuppressed);
            throw failure;
        }
    }
}
