package io.zonekeeper.testing;

import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Stream;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.NamespacedKubernetesClient;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * What {@link ZonedCluster} identifies.
 *
 * <p>Everything is kept in JUnit's stores, which close what they hold in reverse order when the test, the class or the
 * run ends: operators first, then the namespace, then the cluster.
 */
public final class ZonedClusterExtension implements BeforeAllCallback, AfterEachCallback, ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(ZonedClusterExtension.class);

    private static final Map<Class<?>, BiFunction<RunningCluster, ExtensionContext, Object>> PARAMETERS = Map.of(
            KubernetesClient.class, ZonedClusterExtension::client,
            TestNamespace.class, ZonedClusterExtension::namespace,
            Zones.class, (cluster, context) -> cluster.zones(),
            ApiServer.class, (cluster, context) -> cluster.apiServer(),
            OperatorUnderTest.class, ZonedClusterExtension::operator,
            OperatorIdentity.class, (cluster, context) -> cluster.identity(),
            WriteCounter.class, (cluster, context) -> cluster.writesBy(OperatorIdentity.USER),
            Kubectl.class,
                    (cluster, context) ->
                            cluster.kubectl(namespace(cluster, context).name()));

    /** Starts the cluster. */
    @Override
    public void beforeAll(ExtensionContext context) {
        cluster(context);
    }

    /** Shows the operators' logs when the test failed, and mends the zones of the shared cluster. */
    @Override
    public void afterEach(ExtensionContext context) {
        if (context.getExecutionException().isPresent()) {
            operators(context).printLogs();
        }
        if (!annotation(context).own()) {
            cluster(context).mendZones();
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return PARAMETERS.containsKey(parameter.getParameter().getType());
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return PARAMETERS.get(parameter.getParameter().getType()).apply(cluster(context), context);
    }

    private static RunningCluster cluster(ExtensionContext context) {
        ZonedCluster annotation = annotation(context);
        ClusterShape shape = ClusterShape.of(annotation);
        if (annotation.own()) {
            // found from methods and nested classes too: a store looks into those above it
            return context.getStore(NAMESPACE)
                    .getOrComputeIfAbsent(
                            "own", key -> RunningCluster.own(choice(context), shape), RunningCluster.class);
        }
        if (!shape.equals(ClusterShape.SHARED)) {
            throw new ExtensionConfigurationException(
                    "@ZonedCluster: zones, nodesPerZone and stagger need own = true, for the shared cluster has its own");
        }
        return context.getRoot()
                .getStore(NAMESPACE)
                .getOrComputeIfAbsent("shared", key -> RunningCluster.shared(choice(context)), RunningCluster.class);
    }

    private static ClusterChoice choice(ExtensionContext context) {
        return context.getRoot()
                .getStore(NAMESPACE)
                .getOrComputeIfAbsent("choice", key -> ClusterChoice.announced(), ClusterChoice.class);
    }

    private static ZonedCluster annotation(ExtensionContext context) {
        return AnnotationSupport.findAnnotation(
                        context.getRequiredTestClass(), ZonedCluster.class, context.getEnclosingTestClasses())
                .orElseThrow(() -> new ExtensionConfigurationException(
                        context.getRequiredTestClass() + " wants the annotation @ZonedCluster"));
    }

    private static KubernetesClient client(RunningCluster cluster, ExtensionContext context) {
        return cluster.admin()
                .adapt(NamespacedKubernetesClient.class)
                .inNamespace(namespace(cluster, context).name());
    }

    /** The key is the context's own, for a store looks into those above it and a test's namespace is no other's. */
    private static TestNamespace namespace(RunningCluster cluster, ExtensionContext context) {
        return context.getStore(NAMESPACE)
                .getOrComputeIfAbsent(
                        "namespace of " + context.getUniqueId(),
                        key -> TestNamespace.create(
                                cluster.admin(), context.getRequiredTestClass().getSimpleName()),
                        TestNamespace.class);
    }

    private static OperatorUnderTest operator(RunningCluster cluster, ExtensionContext context) {
        namespace(cluster, context); // older than the operator, so that it is deleted after the operator stopped
        String test = context.getRequiredTestClass().getSimpleName()
                + context.getTestMethod().map(method -> "." + method.getName()).orElse("");
        return operators(context).add(cluster, test);
    }

    /** The operators of this very context: those of {@code @BeforeAll} live longer than a test's. */
    private static TestOperators operators(ExtensionContext context) {
        return context.getStore(NAMESPACE)
                .getOrComputeIfAbsent(
                        context.getUniqueId(), key -> new TestOperators(outerOperators(context)), TestOperators.class);
    }

    private static Optional<TestOperators> outerOperators(ExtensionContext context) {
        return Stream.iterate(
                        context.getParent(), Optional::isPresent, outer -> outer.flatMap(ExtensionContext::getParent))
                .flatMap(Optional::stream)
                .flatMap(outer ->
                        Optional.ofNullable(outer.getStore(NAMESPACE).get(outer.getUniqueId(), TestOperators.class))
                                .stream())
                .findFirst();
    }
}
