/** A Kubernetes whose zones can be killed and healed, for tests. */
package io.zonekeeper.testing;
