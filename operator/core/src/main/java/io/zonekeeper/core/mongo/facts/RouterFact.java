package io.zonekeeper.core.mongo.facts;

import java.util.Optional;

/**
 * The mongos of a cluster.
 *
 * @param made whether they were ever asked for
 * @param outdated whether they have another template than is wanted
 * @param settled whether all run with the template they have
 * @param report what a mongos tells; empty where none answered lately
 */
public record RouterFact(boolean made, boolean outdated, boolean settled, Optional<RouterReport> report) {}
