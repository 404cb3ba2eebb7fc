/**
 * A Kubernetes whose zones can be killed and healed, as a JUnit 5 extension.
 *
 * <p>{@link io.zonekeeper.testing.ZonedCluster} on a test class starts a cluster (or finds one); the class then asks
 * for what it needs as parameters: a client, a namespace, {@link io.zonekeeper.testing.Zones}, an
 * {@link io.zonekeeper.testing.OperatorUnderTest}. What does not say otherwise waits 30 seconds
 * ({@link io.zonekeeper.testing.Waiting}).
 */
package io.zonekeeper.testing;
