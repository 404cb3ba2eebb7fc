/** What informers keep: objects without the fields that nobody reads, and what a lost watch did not show. */
package io.zonekeeper.kube.cache;
