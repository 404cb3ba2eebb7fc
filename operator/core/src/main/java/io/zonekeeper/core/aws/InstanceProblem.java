package io.zonekeeper.core.aws;

/**
 * An instance of which EC2 says something that is not ordinary.
 *
 * @param instance its id
 * @param zone name or ID of its zone
 * @param impaired whether its system, or its attached volumes, fail their status checks
 * @param event code of a scheduled event, as in {@code instance-retirement}; empty for none
 */
public record InstanceProblem(String instance, String zone, boolean impaired, String event) {}
