/**
 * The objects of a ZonedService, rendered from its spec and where its pods should be; with what is read from the spec
 * for it.
 */
package io.zonekeeper.manifests.stacks;
