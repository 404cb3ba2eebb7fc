package io.zonekeeper.web.view;

import java.util.function.Supplier;
import java.util.stream.Stream;

import io.zonekeeper.api.v1alpha1.Zone;

import io.fabric8.kubernetes.api.model.HasMetadata;

/**
 * Where the objects are read, from caches that somebody else fills.
 *
 * @param zones the Zones
 * @param services the objects of every other kind that is shown
 */
public record Sources(Supplier<Stream<Zone>> zones, Supplier<Stream<HasMetadata>> services) {}
