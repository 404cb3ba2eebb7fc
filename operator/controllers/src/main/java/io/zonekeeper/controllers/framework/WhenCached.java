package io.zonekeeper.controllers.framework;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.processing.event.source.EventSourceStartPriority;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;

/**
 * Runs something once a controller's cache is filled, and before any of its events arrive: the operator framework
 * starts a controller's own event source before all others. Read earlier, that cache throws.
 */
final class WhenCached<R extends HasMetadata> extends SimpleInboundEventSource<R> {
    private final Runnable filled;

    WhenCached(Runnable filled) {
        super("when-cached");
        this.filled = filled;
        setEventSourcePriority(EventSourceStartPriority.RESOURCE_STATE_LOADER);
    }

    @Override
    public void start() {
        super.start();
        filled.run();
    }
}
