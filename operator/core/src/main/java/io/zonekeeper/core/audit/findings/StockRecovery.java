package io.zonekeeper.core.audit.findings;

/**
 * How long Kubernetes alone takes when a zone stops to respond, by the documented defaults of its controllers.
 *
 * @param endpointsLeaveAfterSeconds when its endpoints leave the Services
 * @param replaced whether pods are replaced at all
 * @param firstAfterSeconds when the first replacement is created; 0 where none is
 * @param lastAfterSeconds when the last replacement is created; 0 where none is
 */
public record StockRecovery(
        int endpointsLeaveAfterSeconds, boolean replaced, int firstAfterSeconds, int lastAfterSeconds) {}
