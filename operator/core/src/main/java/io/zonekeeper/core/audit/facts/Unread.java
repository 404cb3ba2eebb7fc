package io.zonekeeper.core.audit.facts;

/**
 * What could not be listed.
 *
 * @param resource the resource as RBAC has it
 * @param message who may not list it, and what is unknown because of that
 */
public record Unread(String resource, String message) {}
