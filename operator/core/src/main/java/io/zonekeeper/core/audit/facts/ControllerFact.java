package io.zonekeeper.core.audit.facts;

import java.util.Optional;

/**
 * An object that makes pods, or makes those that do.
 *
 * @param name its name
 * @param desired how many pods it should have
 * @param owner its own controller; empty for none
 */
public record ControllerFact(ObjectName name, int desired, Optional<ObjectName> owner) {}
