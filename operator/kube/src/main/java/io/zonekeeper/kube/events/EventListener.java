package io.zonekeeper.kube.events;

import io.zonekeeper.core.reasons.Reason;

import io.fabric8.kubernetes.api.model.HasMetadata;

/** Hears of every Event as it is reported, before it is written. It must not wait for anything. */
@FunctionalInterface
public interface EventListener {
    /** Hears nothing. */
    EventListener NONE = (about, reason, message, warning) -> {};

    /**
     * Hears of an Event.
     *
     * @param about the object, as the caller knows it
     * @param warning whether something was refused or went wrong
     */
    void reported(HasMetadata about, Reason reason, String message, boolean warning);
}
