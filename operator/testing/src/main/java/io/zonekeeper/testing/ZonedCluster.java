package io.zonekeeper.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives the tests of a class a cluster with zones.
 *
 * <p>Tests, and methods annotated {@code @BeforeEach} or {@code @BeforeAll}, take as parameters
 *
 * <ul>
 *   <li>{@code KubernetesClient}: the cluster's administrator, whose namespace is the test's own
 *   <li>{@link TestNamespace}: that namespace; made for the test and deleted after it ({@code @BeforeAll} has one of
 *       its own)
 *   <li>{@link Zones}: the zones, which can be killed, muted, healed, removed and added
 *   <li>{@link ApiServer}: the API server, which can be restarted and paused
 *   <li>{@link OperatorUnderTest}: an operator to be started, under the chart's RBAC; each parameter is another one
 *   <li>{@link OperatorIdentity}: the chart's ServiceAccount
 *   <li>{@link WriteCounter}: the writes of that ServiceAccount
 *   <li>{@link Kubectl}: the real kubectl, in the test's namespace
 * </ul>
 *
 * <p>What kind of cluster it is, the system property {@code zonekeeper.test.cluster} or the environment variable
 * {@code ZONEKEEPER_TEST_CLUSTER} says:
 *
 * <ul>
 *   <li>{@code auto} (the default): the first of these that is possible
 *   <li>{@code kubeconfig}: the cluster of {@code ZONEKEEPER_TEST_KUBECONFIG}; tests that break zones are skipped
 *   <li>{@code k3s}: k3s in Docker; tests that break zones are skipped
 *   <li>{@code local}: {@code hack/cluster}, for which Linux is all that is needed
 * </ul>
 *
 * <p>One cluster is shared by all classes in a JVM that do not ask for their own. After each test on the shared cluster
 * its zones are as they were.
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(ZonedClusterExtension.class)
public @interface ZonedCluster {
    /** True for a cluster of the class's own, which comes and goes with it and is not mended between tests. */
    boolean own() default false;

    /** The zones, {@code NAME=ID} each; others than these need a cluster of the class's own. */
    String[] zones() default {"us-east-1a=use1-az1", "us-east-1b=use1-az2", "us-east-1c=use1-az4"};

    /** How many nodes each zone has; another number than this needs a cluster of the class's own. */
    int nodesPerZone() default 4;

    /**
     * True to spread lease renewals as in a cluster that grew (takes 10 s more); needs a cluster of the class's own.
     */
    boolean stagger() default false;
}
