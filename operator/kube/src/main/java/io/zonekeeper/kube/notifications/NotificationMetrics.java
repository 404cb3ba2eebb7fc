package io.zonekeeper.kube.notifications;

import java.util.function.IntSupplier;

/** What is counted of notifications. */
public interface NotificationMetrics {
    /** What became of a notification. */
    enum Outcome {
        /** The webhook answered with a status from 200 to 299. */
        DELIVERED,
        /** The webhook answered that it will not take it. */
        REFUSED,
        /** It could not be delivered for an hour. */
        EXPIRED,
        /** It was the oldest when the queue was full, or waited when the operator ended. */
        DROPPED
    }

    /** Counts a notification. */
    void ended(NotificationType type, Outcome outcome);

    /** Counts an attempt that is made again. */
    void attemptFailed();

    /** Declares how many wait. */
    void waiting(IntSupplier count);
}
