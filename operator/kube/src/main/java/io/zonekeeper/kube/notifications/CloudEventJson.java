package io.zonekeeper.kube.notifications;

import java.net.URI;
import java.time.ZoneOffset;

import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.jackson.JsonCloudEventData;
import io.cloudevents.jackson.JsonFormat;

/** A notification as a CloudEvent 1.0 in the JSON format, of structured content mode. */
final class CloudEventJson {
    /** The media type of one CloudEvent. */
    static final String MEDIA_TYPE = JsonFormat.CONTENT_TYPE + "; charset=UTF-8";

    private static final JsonFormat FORMAT = new JsonFormat();

    private CloudEventJson() {}

    /** Returns the event as JSON, in UTF-8. */
    static byte[] of(Notification notification) {
        return FORMAT.serialize(CloudEventBuilder.v1()
                .withId(notification.id())
                .withSource(URI.create(notification.source()))
                .withType(notification.type().type())
                .withSubject(notification.subject())
                .withTime(notification.time().atOffset(ZoneOffset.UTC))
                .withData("application/json", JsonCloudEventData.wrap(notification.data()))
                .build());
    }
}
