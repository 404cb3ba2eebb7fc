package io.zonekeeper.kube.notifications;

import java.time.Instant;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A notification.
 *
 * @param id the same whenever the same is reported again, so that a receiver can drop it
 * @param type what it is about
 * @param source the cluster and operator that it is from, a URI reference
 * @param subject the object that it is about, as {@code zones/us-east-1b} or {@code zonedservices/shop/web}
 * @param time when it was reported
 * @param data what docs/notifications.md describes
 */
record Notification(String id, NotificationType type, String source, String subject, Instant time, ObjectNode data) {}
